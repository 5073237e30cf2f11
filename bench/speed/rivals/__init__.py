"""Spiders to compare with; each file is a whole project by itself, run outside of this one."""
