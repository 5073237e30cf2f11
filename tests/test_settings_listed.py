"""A setting that the environment gives stands in all lists of them."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

from crawler import settings
from crawler.newspaper import active
from crawler.runtime.setting_names import FROM_ENVIRONMENT
from crawler.runtime.settings_file import VARIABLE, read
from tests.crawls.crawl import PROJECT

EXAMPLE = PROJECT / ".env.example"
_OFF = re.compile(r"^# (?=[A-Z][A-Z_]*=)", re.MULTILINE)


def read_from_environment() -> dict[str, str]:
    """Name -> the code of its default, of `os.environ.get(name, default)`."""
    calls = [
        one for one in ast.walk(ast.parse(inspect.getsource(settings))) if isinstance(one, ast.Call)
    ]
    gets = [one.args for one in calls if ast.unparse(one.func) == "os.environ.get"]
    return {ast.literal_eval(name): ast.unparse(default) for name, default in gets}


def test_the_list_in_the_code() -> None:
    assert {*read_from_environment(), active.VARIABLE} == FROM_ENVIRONMENT


def test_the_example_as_it_is_sets_nothing() -> None:
    assert read(EXAMPLE) == {}


def test_the_example_has_each_with_its_default(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text(_OFF.sub("", EXAMPLE.read_text(encoding="utf-8")), encoding="utf-8")
    names = {"active": active}
    defaults = {
        name: eval(code, names)  # noqa: S307  (our own source)
        for name, code in read_from_environment().items()
    }
    assert read(file) == defaults | {active.VARIABLE: active.DEFAULT}


def test_the_readme_has_each() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `([A-Z_]+)` \|", text.split("## Settings")[1], re.MULTILINE)
    assert sorted(table) == sorted({*FROM_ENVIRONMENT, VARIABLE})
