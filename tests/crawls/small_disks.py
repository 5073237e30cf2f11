"""A disk with little room, where whoever runs the tests may mount one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def perhaps_small_disk(folder: Path, size: str) -> Iterator[bool]:
    """`size` is mount's: `640k`. False: the folder is one like any other."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    with perhaps_small_disk(folder, size) as mounted:
        if not mounted:
            pytest.skip("only root has a small disk")
        yield folder


def fill(folder: Path) -> None:
    """Until there is room for nothing."""
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass


def resize(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


def enlarge(folder: Path) -> None:
    """So that there is room again."""
    resize(folder, "64m")
