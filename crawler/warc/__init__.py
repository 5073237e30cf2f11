"""WARC files read, whoever wrote them: members, captures, the index. No Scrapy, no settings."""
