"""What migrations compute, as the program did then; never changed. A new rule is a new module."""
