"""No module imports itself by way of others: each can be read, and loaded, after what it needs."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from crawler.runtime.paths import ROOT
from tests.imports.graph import graph_of

PACKAGES = ("crawler", "pipelines", "schedules", "bench", "tests")


def circle(root: Path, packages: tuple[str, ...]) -> list[str]:
    """One circle of imports, its first module named at its end again; empty where there is none."""
    try:
        TopologicalSorter(graph_of(root, packages)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_there_is_no_circle_of_imports() -> None:
    assert circle(ROOT, PACKAGES) == []


@pytest.mark.parametrize(
    ("sources", "modules"),
    [
        ({"a": "from made import b", "b": "from made.a import x"}, {"made.a", "made.b"}),
        ({"a": "import made.b", "b": "def f():\n    import made.a"}, {"made.a", "made.b"}),
        (
            {"a": "from made.b import x", "b": "from made.c import x", "c": "from made import a"},
            {"made.a", "made.b", "made.c"},
        ),
        ({"__init__": "from made.a import x", "a": "from made import y"}, {"made", "made.a"}),
        ({"a": "import made.b", "b": "import json", "c": "import made.a, made.b"}, set()),
    ],
)
def test_what_counts_as_a_circle(
    tmp_path: Path, sources: dict[str, str], modules: set[str]
) -> None:
    (tmp_path / "made").mkdir()
    for name, source in sources.items():
        (tmp_path / "made" / f"{name}.py").write_text(source, "utf-8")
    assert set(circle(tmp_path, ("made",))) == modules
