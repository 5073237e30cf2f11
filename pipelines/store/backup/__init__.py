"""Whole copies of a database, and back again: one module a kind of database."""
