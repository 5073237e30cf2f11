"""Article in, rows out: the item pipelines, the store and its schema."""
