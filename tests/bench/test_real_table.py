"""The document's part on other newspapers' pages, and how such a page becomes the site's."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bench.overlap import BodyScore
from bench.real_pages import OUR_URL, RealPage, are_at_hand, as_ours, real_pages
from bench.real_table import HEADING, section, section_of

URL = "https://www.herald.example/2020/harbor-opens.html?ref=home"


def scored() -> BodyScore:
    score = BodyScore()
    score.add("one two three four five", "one two three four five")
    score.add("one two three four five", None)
    return score


def test_a_table_of_readers() -> None:
    found = section({"this pipeline": scored(), "trafilatura": scored()})
    assert found.startswith(f"{HEADING}\n\n2 pages")
    assert "| | this pipeline | trafilatura |" in found
    assert "| F1 | 0.667 | 0.667 |" in found
    assert "| pages without a body | 1 | 1 |" in found


@pytest.mark.parametrize("behind", ["", "\n## What is counted\n\nTexts.\n"])
def test_a_document_keeps_its_part(behind: str) -> None:
    part = section({"this pipeline": scored()})
    assert section_of(f"# Accuracy\n\nWords.\n\n{part}{behind}") == part


def test_a_document_without_the_part() -> None:
    assert section_of("# Accuracy\n\n## What is counted\n") == ""


@pytest.mark.parametrize(
    ("html", "ours"),
    [
        (f'<link rel="canonical" href="{URL}">', f'<link rel="canonical" href="{OUR_URL}">'),
        (f'{{"@id": "{URL.partition("?")[0]}"}}', f'{{"@id": "{OUR_URL}"}}'),
        (
            '{"url": "https:\\/\\/www.herald.example\\/2020\\/harbor-opens.html"}',
            '{"url": "' + OUR_URL.replace("/", "\\/") + '"}',
        ),
        (
            '<a href="https://herald.example/2020/other">More</a>',
            '<a href="https://www.dailysabah.com/2020/other">More</a>',
        ),
        ('<a href="https://heraldry.example/a">', '<a href="https://heraldry.example/a">'),
        (
            "<title>Harbor opens again — The Herald</title>",
            "<title>Harbor opens again | Daily Sabah</title>",
        ),
        ("<title>Harbor opens again</title>", "<title>Harbor opens again</title>"),
        ("<p>Die Fähre fährt — täglich.</p>", "<p>Die Fähre fährt — täglich.</p>"),
    ],
)
def test_a_page_as_if_it_were_the_site_s(html: str, ours: str) -> None:
    assert as_ours(RealPage(html.encode(), URL, "")).decode() == ours


def test_bytes_of_any_charset_stay_as_they_are() -> None:
    body = bytes(range(256)).replace(b"<", b"")
    assert as_ours(RealPage(body, URL, "")) == body


def test_pages_of_a_folder(tmp_path: Path) -> None:
    assert not are_at_hand(tmp_path)
    truth = {"a1": {"articleBody": "A ferry sails.", "url": URL}, "b2": {"articleBody": "Two."}}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth))
    (tmp_path / "html").mkdir()
    for name in truth:
        (tmp_path / "html" / f"{name}.html.gz").write_bytes(gzip.compress(name.encode()))
    assert are_at_hand(tmp_path)
    assert list(real_pages(tmp_path)) == [
        RealPage(b"a1", URL, "A ferry sails."),
        RealPage(b"b2", "", "Two."),
    ]
