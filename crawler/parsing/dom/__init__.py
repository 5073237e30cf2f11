"""The parsed page and its elements. The one room that knows lexbor."""
