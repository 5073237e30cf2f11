"""`python -m schedules.die_with_parent PARENT COMMAND…`: COMMAND, which dies with its parent.

A scheduler that is killed cannot stop its crawl, and a crawl without one has no time limit. On
Linux PR_SET_PDEATHSIG has the kernel kill it; the setting survives execve. Other systems have no
such setting: a crawl there ends by itself.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

EXIT_NO_COMMAND = 127
"""A shell's exit status for a program that is not there."""
_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> int:
    parent, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        return EXIT_NO_COMMAND  # the parent died before the wish was made
    try:
        os.execvp(command[0], command)  # noqa: S606
    except OSError as error:
        print(f"{command[0]} cannot be run: {error.strerror}", file=sys.stderr)
        return EXIT_NO_COMMAND


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
