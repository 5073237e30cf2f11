"""Whole crawls: the real command, the replica over HTTP, a real database."""
