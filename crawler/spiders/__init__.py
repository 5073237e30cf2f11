"""One file a way of discovery; `base` holds what they share."""
