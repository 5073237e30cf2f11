"""What Scrapy loads by name: middlewares, item pipelines, extensions."""
