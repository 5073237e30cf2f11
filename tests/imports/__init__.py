"""Which module imports which."""
