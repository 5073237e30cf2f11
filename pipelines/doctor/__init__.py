"""Before the first night: is all there that a night needs? Looks, and changes nothing."""
