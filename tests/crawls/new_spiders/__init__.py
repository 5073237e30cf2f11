"""A spider as a stranger adds one, with something of its own to carry to each article."""
