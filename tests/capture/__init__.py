"""Pages kept as fixtures, and the command that keeps and checks them."""
