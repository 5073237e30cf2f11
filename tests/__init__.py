"""Tests, the demo and the replica newspaper: none of them reads anybody's settings file."""

import os

os.environ["ENV_FILE"] = ""
