"""The parsed page and its elements. The one room that calls the parser; others get its nodes."""
