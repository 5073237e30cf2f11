"""Run with `python -m schedules`."""

import sys

from schedules.commands import main

if __name__ == "__main__":
    sys.exit(main())
