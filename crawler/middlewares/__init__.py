"""The downloader's side: which requests leave, and what counts as an answer."""
