"""Articles into files for others' tools: JSON lines, spreadsheets, Parquet."""
