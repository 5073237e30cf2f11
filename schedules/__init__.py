"""When. Drives the other two packages; one child process a crawl."""
