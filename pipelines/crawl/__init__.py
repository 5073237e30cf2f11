"""Between Scrapy and the store while a crawl runs: calls off the event loop, batches, the spool."""
