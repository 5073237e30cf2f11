"""The two databases: every branch by dialect stands here."""
