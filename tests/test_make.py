"""`make` takes the newest Python that is there, or says in one line what to install."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.crawls.crawl import PROJECT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")

FAKE = """#!/bin/sh
case "$*" in
    *import*) exit {suits} ;;
    "-m venv "*) echo {name} made "$3"; /bin/mkdir -p "$3/bin"; /bin/cp "$0" "$3/bin/python" ;;
esac
"""
"""An interpreter that makes environments which install nothing."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make` reads, and a PATH with no more than it needs."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(PROJECT / "Makefile", folder)
    for file in PROJECT.glob("requirements*.txt"):
        shutil.copy(file, folder)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("make", "sh", "touch"):
        found = shutil.which(name)
        assert found is not None
        (programs / name).symlink_to(found)
    return folder


def python(checkout: Path, name: str, suits: bool = True) -> Path:
    program = checkout.parent / "programs" / name
    program.write_text(FAKE.format(name=name, suits=int(not suits)), encoding="ascii")
    program.chmod(0o755)
    return program


def make(checkout: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    programs = checkout.parent / "programs"
    return subprocess.run(
        [programs / "make", *words],
        cwd=checkout,
        env={"PATH": str(programs), **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("target", ["setup", "install", "demo", "test", "replay"])
def test_without_a_python_one_line_says_what_to_install(target: str, checkout: Path) -> None:
    done = make(checkout, "-s", target)

    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    assert len(said) == 1
    for part in ("3.11 to 3.14", "apt install python3-venv", "make PYTHON="):
        assert part in said[0]
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("there", "taken"),
    [
        (["python3.11"], "python3.11"),
        (["python3.12", "python3.11"], "python3.12"),
        (["python3.9", "python3.13", "python3.14", "python3.11"], "python3.14"),
    ],
)
def test_the_newest_is_taken(there: list[str], taken: str, checkout: Path) -> None:
    for name in there:
        python(checkout, name)

    assert f"{taken} made .venv" in make(checkout, "install").stdout


def test_one_that_can_make_no_environments_is_passed_over(checkout: Path) -> None:
    """Debian's without python3-venv, and what pyenv has but does not use."""
    python(checkout, "python3.14", suits=False)
    python(checkout, "python3.12")

    assert "python3.12 made .venv" in make(checkout, "install").stdout


def test_the_one_that_is_named_wins(checkout: Path) -> None:
    python(checkout, "python3.14")
    mine = python(checkout, "mine")

    assert "mine made .venv" in make(checkout, "install", f"PYTHON={mine}").stdout
    shutil.rmtree(checkout / ".venv")
    assert "mine made .venv" in make(checkout, "install", PYTHON="mine").stdout


def test_one_that_is_named_and_too_old_is_refused(checkout: Path) -> None:
    python(checkout, "python3.9", suits=False)

    done = make(checkout, "-s", "install", "PYTHON=python3.9")

    assert done.returncode == 2
    assert "no Python from 3.11 to 3.14" in done.stderr


def test_an_environment_that_is_there_stays(checkout: Path) -> None:
    python(checkout, "python3.14")
    make(checkout, "install")

    assert "made" not in make(checkout, "install").stdout
