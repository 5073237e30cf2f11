"""Who is told that crawls fail and that they are well again; no Scrapy.

A report of a run changes its subject's condition (`news`) and makes notices, in the database
(`store/outbox.py`) or, while that is away, in a file (`file_outbox`). `telling` sends them.
"""
