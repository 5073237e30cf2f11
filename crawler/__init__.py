"""HTTP in, Article out. Knows no SQL and no time table."""
