"""Signals of our own, sent by Scrapy's `crawler.signals`."""

from __future__ import annotations

may_have_moved = object()
"""A new article repeats a stored one. Keyword `path`: the stored one's, to be asked for at once."""
