"""Spiders whose callbacks raise, in the place of the real ones."""
