"""All of a database into an empty one, of the same kind or of the other, and compared."""
