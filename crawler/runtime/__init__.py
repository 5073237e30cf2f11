"""What every part of a crawl needs and no page says: clock, paths, logs, arguments, exceptions."""
