"""Measurements of the whole; each is run by hand, and says how in its first lines."""
