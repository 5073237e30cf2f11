"""Scrapy commands of the project; one named like a built-in replaces it."""
