"""Alembic's side of the schema; `pipelines.store.schema.versions` drives it."""
