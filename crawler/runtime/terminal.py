"""What a command says to whoever looks on, wherever that leads: a full disk, a closed pipe, a
terminal that knows nothing but ASCII."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import Any, TextIO

from crawler.runtime.printable import NO_TEXT, line, printable


def prepare() -> None:
    """Have no text fail for the encoding of the standard streams: what they cannot show is shown as
    its escape. A stream that is closed leads nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: object) -> None:
    """One line on standard error. Where that cannot be written there is nobody to tell."""
    try:
        sys.stderr.write(f"{line(text)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        let_go(sys.stderr)


def is_coloured() -> bool:
    """Whether the standard output shows colours, and nobody has asked for none (NO_COLOR)."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def end() -> None:
    """The standard output's last flush; a failure there changes no exit status."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        say(f"the standard output cannot be written: {error}")
        let_go(sys.stdout)


def let_go(stream: TextIO) -> None:
    """Write nothing more to a standard stream: what is still to be flushed is lost, or Python's own
    last flush would fail and change the exit status."""
    with suppress(OSError, ValueError):  # closed, or in no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class ArgumentParser(argparse.ArgumentParser):
    """Refuses controls, and bytes that are no text: no query, url or name has them. argparse's own
    errors quote some arguments as they are."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        words = sys.argv[1:] if args is None else list(args)
        for word in words:
            if isinstance(word, str) and NO_TEXT.search(word):
                self.error(f"argument {word!r} has characters that are no text")
        return super().parse_known_args(words, namespace)

    def _print_message(self, message: str, file: Any = None) -> None:
        if message:
            super()._print_message(printable(message), file)
