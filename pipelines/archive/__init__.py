"""The raw archive that a crawl writes: records, files, index, repair, retention. No Scrapy.

Reading a file, ours or anybody's, is `crawler.warc`.
"""
