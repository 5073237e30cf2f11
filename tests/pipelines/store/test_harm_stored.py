"""What an earlier program stored of controls and half characters harms no reader of today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.runtime.printable import printable
from pipelines.commands import main
from pipelines.store import Store
from tests.pipelines.factories import HOUR, NOW, PATH, article

HARM = "\x1b[31m\x9b1m\r\ufffe\u202e"


@pytest.fixture
def url(database_url: str, store: Store) -> str:
    store.set_root("https://news.test")
    keywords = [f"sea{HARM}", "ferry"]
    store.save([article(headline=f"Ferry {HARM}", keywords=keywords)])
    later = article(headline=f"Ferry late {HARM}", keywords=keywords, fetched_at=NOW + HOUR)
    later.body = f"First {HARM}.\n\nSecond."
    store.save([later])
    return database_url


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", PATH],
        ["search", "ferry"],
        ["search", "ferry", "--json"],
        ["search", "ferry", "--csv"],
        ["export"],
        ["export", "--format", "csv"],
    ],
)
def test_no_command_prints_it(
    arguments: list[str], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--database", url, *arguments]) == 0
    shown = capsys.readouterr().out
    assert "erry" in shown
    # Lines of CSV end in CRLF (RFC 4180), and Excel wants a byte order mark.
    plain = shown.replace("\r\n", "\n").lstrip("\ufeff")
    assert printable(plain) == plain


def test_the_report_is_made(url: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert main(["--database", url, "report", "-o", str(file)]) == 0
    page = file.read_text(encoding="utf-8")
    assert "sea\ufffd[31m\ufffd1m" in page
    assert not re.search("[\x1b\x9b\ufffe]", page)
