"""Measurements of the whole; each is run by hand, and says how in its first lines. None reads
anybody's settings file."""

import os

os.environ["ENV_FILE"] = ""
