"""`python -m pipelines`, in small steps, that kills itself where KILL_AT says (`kill_settings`)."""

from __future__ import annotations

import sys

from pipelines.commands import main
from pipelines.reextraction import work

work.CHUNK = 4

if __name__ == "__main__":
    import tests.crawls.kill_settings  # noqa: F401

    sys.exit(main())
