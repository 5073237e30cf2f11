"""From published text to a clean value, or None."""
