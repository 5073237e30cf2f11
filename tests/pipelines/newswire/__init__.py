"""Newly written wire copy, by seed: stories, bulletins, and pairs of them with a label."""
