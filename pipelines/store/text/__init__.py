"""A text taken apart: tokens, sentences, terms for search. Pure functions."""
