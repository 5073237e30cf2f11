"""How fast the whole pipeline is, beside spiders that do less; `make bench`."""
