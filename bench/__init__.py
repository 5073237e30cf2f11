"""Measurements that are run by hand and written into docs/."""
