"""Texts of the site, of an error or of an argument on their way to a terminal, a log or XML.

Pure functions. What a terminal obeys (controls, escape sequences), what turns a line around
(directional marks) and what is no character at all (half of one, U+FFFE) is shown as its escape.
"""

from __future__ import annotations

import re

NO_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
)
"""For a character class: lone surrogates, and code points that never are a character."""
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_DIRECTIONS = "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb"
_HARMFUL = re.compile(f"[{_CONTROLS}{_DIRECTIONS}{NO_CHARACTERS}]")
_HARMFUL_IN_A_LINE = re.compile(f"[\t\n{_CONTROLS}{_DIRECTIONS}{NO_CHARACTERS}]")
_NOT_IN_XML = re.compile(f"[{_CONTROLS}{NO_CHARACTERS}]")

NO_TEXT = _NOT_IN_XML
"""Controls and what is no character; XML 1.0 has no way to write them."""


def printable(text: str) -> str:
    """For a terminal or a log; line feeds and tabulators stay."""
    return _HARMFUL.sub(_escape, text)


def line(text: object) -> str:
    """The same as one line."""
    return _HARMFUL_IN_A_LINE.sub(_escape, str(text))


def is_line(text: str) -> bool:
    """Whether there is nothing in it that `line` would change."""
    return _HARMFUL_IN_A_LINE.search(text) is None


def json_text(text: str) -> str:
    """JSON that a terminal can show, its value unchanged; JSON's own line feeds stay."""
    return _HARMFUL.sub(_json_escape, text)


def xml_text(text: str) -> str:
    """For XML and HTML, which know no such characters however they are written."""
    return _NOT_IN_XML.sub("\ufffd", text)


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
