"""Which urls are to be asked for and when; the lists and sections that show them."""
