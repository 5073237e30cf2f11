"""Bytes of a page in, Article out. Pure: no Scrapy, no network, no files."""
