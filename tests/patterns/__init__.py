"""Which regular expressions can take more than linear time: a static check."""
