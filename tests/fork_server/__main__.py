"""The server: reads a command, forks, answers with the child's number, then with its status."""

from __future__ import annotations

import importlib
import json
import os
import runpy
import socket
import sys
import time
from typing import Any

_LIBRARIES = (
    "itemloaders",
    "psycopg",
    "scrapy.cmdline",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.crawler",
    "selectolax.lexbor",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.dialects.sqlite",
    "twisted.internet.asyncioreactor",
)
"""What a crawl imports of others. None of it installs a reactor."""


def serve(number: int) -> dict[str, Any] | None:
    """In a child what it has to run; None when the client is gone."""
    with socket.socket(fileno=number) as client, client.makefile("rb") as commands:
        for line in commands:
            pid = os.fork()
            if pid == 0:
                command: dict[str, Any] = json.loads(line)
                return command
            client.sendall(f"{pid}\n".encode())
            _, status = os.waitpid(pid, 0)
            client.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    return None


def become(command: dict[str, Any]) -> None:
    """Its environment, and its standard streams: three files."""
    os.environ.clear()
    os.environ.update(command["env"])
    time.tzset()
    for number, file in enumerate(command["files"]):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = command["words"]


if __name__ == "__main__":
    for library in _LIBRARIES:
        importlib.import_module(library)
    command = serve(int(sys.argv[1]))
    if command is not None:
        become(command)
        runpy.run_module(command["words"][0], run_name="__main__", alter_sys=True)
