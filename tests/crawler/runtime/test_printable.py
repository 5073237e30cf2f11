"""What reaches a terminal, a log or XML of a text that holds controls and half characters."""

from __future__ import annotations

import json
import logging
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.clean.text import clean_text
from crawler.runtime.log_lines import formatter
from crawler.runtime.printable import json_text, line, printable, xml_text
from crawler.runtime.tabular import cell, json_line

any_text = st.text(st.characters(categories=None) | st.sampled_from("\x1b\x9b\u202e\ufffe\ud800\r"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("over\rwritten", r"over\rwritten"),
        ("a\x00b\x7f", r"a\x00b\x7f"),
        ("invoice\u202efdp.exe", r"invoice\u202efdp.exe"),
        ("\u2066isolated\u2069", r"\u2066isolated\u2069"),
        ("half \ud800", r"half \ud800"),
        ("\ufffe\uffff\U0001fffe", r"\ufffe\uffff\U0001fffe"),
        ("Türkiye’de “söz” – 日本 👩‍🚀", "Türkiye’de “söz” – 日本 👩‍🚀"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert line(text) == shown


def test_a_line_is_one_line() -> None:
    assert line("a\nb\tc") == r"a\nb\tc"
    assert printable("a\nb\tc") == "a\nb\tc"


@given(any_text)
def test_nothing_shown_is_a_control(text: str) -> None:
    kinds = {unicodedata.category(character) for character in line(text)}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    line(text).encode()
    assert line(line(text)) == line(text)


@given(any_text)
def test_xml_can_be_read(text: str) -> None:
    element = ElementTree.Element("title")
    element.text = xml_text(text)
    ElementTree.fromstring(ElementTree.tostring(element, encoding="unicode"))


@given(any_text)
def test_json_keeps_its_value(text: str) -> None:
    shown = json_text(json.dumps({"text": text}, ensure_ascii=False))
    assert printable(shown) == shown
    assert json.loads(shown) == {"text": text}
    assert json.loads(json_line({"text": text})) == {"text": text}


@given(any_text)
def test_a_cell_has_no_control(text: str) -> None:
    shown = cell(text)
    assert isinstance(shown, str)
    assert printable(shown) == shown


@given(any_text)
def test_no_text_of_the_site_comes_in_with_a_control(text: str) -> None:
    cleaned = clean_text(text) or ""
    assert line(cleaned) == cleaned


@pytest.mark.parametrize(
    ("published", "text"),
    [
        ("Quake\ufffe in Izmir", "Quake in Izmir"),
        ("Quake\uffff &#xFFFE;in Izmir", "Quake in Izmir"),
        ("Quake\U0010ffff in\ufdd0 Izmir", "Quake in Izmir"),
        ("Quake\ud83d in Izmir", "Quake in Izmir"),
        ("\x1b[1mQuake", "[1mQuake"),
    ],
)
def test_a_text_of_the_site_loses_what_is_no_character(published: str, text: str) -> None:
    assert clean_text(published) == text


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_log_line_obeys_nothing(log_format: str) -> None:
    record = logging.LogRecord(
        "sections", logging.WARNING, __file__, 1, "%s", ("to \x1b[31m\x9b1m\u202e\ud800",), None
    )
    shown = formatter(log_format).format(record)
    assert printable(shown) == shown
    shown.encode()
    assert r"\u001b[31m" in shown or r"\x1b[31m" in shown
