"""Rows of articles: written, compared, merged, with their history and other urls."""
