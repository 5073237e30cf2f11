"""Alembic's side of the schema; `pipelines.store.schema` drives it."""
