"""What watches a crawl and writes something outside the database."""
