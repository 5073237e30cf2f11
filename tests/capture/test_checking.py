"""`--check` and `--accept` over fixtures of our own; once each as a real process."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.capture.check import accept, check
from crawler.capture.fixture import FOLDER, load
from crawler.capture.record import dumps
from crawler.capture.report import console
from crawler.parsing.loader import PARSER_VERSION
from crawler.runtime.exceptions import CaptureFailed
from tests.capture.running import capture

NAME = "own-complete"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    for folder in FOLDER.glob("own-*"):
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path


def expect(pages: Path, **changes: Any) -> None:
    file = pages / NAME / "expected.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**record, **changes}), encoding="utf-8")


def keep_version(pages: Path, version: int | None) -> None:
    """What the kept record says of the parser that read it; None for a record of old."""
    file = pages / NAME / "meta.json"
    meta = json.loads(file.read_text(encoding="utf-8"))
    del meta["parser_version"]
    told = {} if version is None else {"parser_version": version}
    file.write_text(json.dumps({**meta, **told}), encoding="utf-8")


def kept_version(pages: Path) -> int:
    return int(json.loads((pages / NAME / "meta.json").read_text("utf-8"))["parser_version"])


def test_all_is_as_expected(pages: Path) -> None:
    ended = capture(pages, "--check")
    count = len(list(pages.iterdir()))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == f"{count} of {count} as expected\n"


def test_differences_are_shown_by_field_with_the_words_marked(pages: Path) -> None:
    expect(pages, byline="Daily Sabah with Reuters", dateline=None)
    ended = capture(pages, "--check")
    shown = " ".join(ended.out.split())
    assert ended.status == 1
    assert f"{NAME}: different" in shown
    assert "byline Daily Sabah with [-Reuters-] Daily Sabah with {+Anadolu Agency+}" in shown
    assert "dateline (none) {+ŞANLIURFA+}" in shown
    assert shown.endswith("as expected; different: byline 1, dateline 1")


def test_only_the_named_ones_are_checked(pages: Path) -> None:
    expect(pages, headline="Another")
    assert check(pages, ["own-gallery", str(pages / "own-soft-404")], console()) == 0
    assert check(pages, [NAME], console()) == 1


@pytest.mark.parametrize(
    ("file", "content"),
    [("expected.json", "{"), ("expected.json", "[]"), ("meta.json", "{}"), ("page.html.gz", "x")],
)
def test_a_broken_fixture_is_a_difference_of_its_own(
    file: str, content: str, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / NAME / file).write_text(content, encoding="utf-8")
    assert check(pages, [], console()) == 1
    out = capsys.readouterr().out
    assert f"{NAME}: {pages / NAME / file} cannot be read" in out
    assert "different: files 1" in out


def test_an_absence_where_an_article_is_expected(
    pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(pages / "own-soft-404" / "page.html.gz", pages / NAME / "page.html.gz")
    assert check(pages, [NAME], console()) == 1
    out = capsys.readouterr().out
    assert "[-article-]" in out
    assert "{+absence+}" in out


def test_an_error_in_the_parser_is_a_failure(
    pages: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.capture.record.extract", lambda page: 1 // 0)
    assert check(pages, [NAME], console()) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_accept_shows_asks_and_rewrites(pages: Path) -> None:
    before = (pages / NAME / "expected.json").read_text(encoding="utf-8")
    expect(pages, headline="Another")
    keep_version(pages, PARSER_VERSION - 1)
    ended = capture(pages, "--accept", NAME, answer="y\n")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.index("[-Another-]") < ended.out.index("accepted")
    assert (pages / NAME / "expected.json").read_text(encoding="utf-8") == before
    assert check(pages, [NAME], console()) == 0
    assert kept_version(pages) == PARSER_VERSION


@pytest.mark.parametrize("kept", [PARSER_VERSION, PARSER_VERSION + 1])
def test_accept_refuses_while_the_parser_s_version_is_the_kept_one(kept: int, pages: Path) -> None:
    expect(pages, headline="Another")
    keep_version(pages, kept)
    ended = capture(pages, "--accept", NAME, answer="y\n")
    assert ended.status == 1
    assert "[-Another-]" in ended.out
    assert f"crawler/parsing/loader.py from {PARSER_VERSION} to {kept + 1}" in ended.err
    assert check(pages, [NAME], console()) == 1
    assert kept_version(pages) == kept


def test_a_record_that_does_not_say_its_version_is_of_the_first(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect(pages, headline="Another")
    keep_version(pages, None)
    monkeypatch.setattr("crawler.capture.check.PARSER_VERSION", 1)
    with pytest.raises(CaptureFailed, match="from 1 to 2"):
        accept(pages, [NAME], console())
    monkeypatch.setattr("crawler.capture.check.PARSER_VERSION", 2)
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert accept(pages, [NAME], console()) == 0


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_accept_changes_nothing_without_a_yes(
    answer: str, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect(pages, headline="Another")
    keep_version(pages, PARSER_VERSION - 1)
    before = (pages / NAME / "expected.json").read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    assert accept(pages, [NAME], console()) == 1
    assert (pages / NAME / "expected.json").read_text(encoding="utf-8") == before


def test_there_may_be_nothing_to_accept(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accept(pages, [NAME], console()) == 0
    assert capsys.readouterr().out == f"{NAME}: as expected, nothing to accept\n"


def test_what_is_read_as_expected_is_noted_as_of_this_parser(pages: Path) -> None:
    keep_version(pages, PARSER_VERSION - 1)
    file = pages / NAME / "expected.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({k: v for k, v in record.items() if v}), encoding="utf-8")
    assert accept(pages, [NAME], console()) == 0
    assert kept_version(pages) == PARSER_VERSION
    assert file.read_text(encoding="utf-8") == dumps(load(pages / NAME).reading())


def test_several_are_accepted_one_after_another(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expect(pages, headline="Another")
    keep_version(pages, PARSER_VERSION - 1)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert accept(pages, [NAME, "own-gallery"], console()) == 1
    assert "own-gallery: as expected" in capsys.readouterr().out
