"""A command on a terminal of its own, and all that it showed there."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence

from tests.crawls.crawl import PROJECT

HEIGHT = 30


def on_terminal(
    words: Sequence[str], environment: Mapping[str, str], width: int = 110
) -> tuple[int, str]:
    """Exit status and everything that was written, escape sequences and all."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, width, 0, 0))
    process = subprocess.Popen(
        words,
        cwd=PROJECT,
        env={**environment, "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = bytearray()
    try:
        while read := os.read(ours, 1 << 16):
            shown += read
    except OSError:
        pass  # how Linux says that nobody writes any more
    finally:
        os.close(ours)
    return process.wait(), shown.decode(errors="replace")


def frames(shown: str) -> list[str]:
    """What stood in the live line, one after the other."""
    return [part.partition("\r\n")[0] for part in shown.split("\r\x1b[2K")[1:]]
