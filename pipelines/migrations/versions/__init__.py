"""One file a step of the schema, in the order of their dates."""
