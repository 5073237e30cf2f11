"""A view's columns do not change without a note in CHANGELOG, for analysts build on them."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Engine, inspect

CHANGELOG = Path(__file__).resolve().parents[3] / "CHANGELOG.md"


def mark(columns: list[str]) -> str:
    """A short sign that is another one for other columns or another order."""
    return blake2b(" ".join(columns).encode(), digest_size=4).hexdigest()


def test_the_changelog_knows_the_views_columns(engine: Engine) -> None:
    noted: dict[str, str] = {}
    for name, sign in re.findall(r"`(v_\w+)@([0-9a-f]{8})`", CHANGELOG.read_text("utf-8")):
        noted.setdefault(name, sign)  # the newest stands first
    found = {
        name: mark([column["name"] for column in inspect(engine).get_columns(name)])
        for name in inspect(engine).get_view_names()
    }
    unsaid = [f"`{name}@{sign}`" for name, sign in found.items() if noted.get(name) != sign]
    gone = sorted(noted.keys() - found)
    assert not unsaid, f"say in CHANGELOG.md what changed, and put there: {', '.join(unsaid)}"
    assert not gone, f"CHANGELOG.md still tells of {', '.join(gone)}"
