"""An element's text as a reader sees it: a line break or a block parts words, an inline tag never
does, and what is not shown (scripts, comments) is no text."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup",
    "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
])  # fmt: skip
_NOT_SHOWN = frozenset(["script", "style", "template", "noscript", "-comment", "head", "iframe"])
_INLINE = (
    "a|abbr|acronym|amp-img|audio|b|bdi|bdo|big|button|cite|code|data|del|em|embed|font|i|iframe"
    "|img|input|ins|kbd|label|mark|noscript|object|picture|q|s|samp|script|small|source|span|strike"
    "|strong|style|sub|sup|svg|time|tt|u|var|video|wbr"
)
_TAG = re.compile(
    rf"</?(?:{_INLINE}|{'|'.join(sorted(_BLOCKS))})(?:\s+[a-z:-]+\s*=|\s*/?>)|<!--", re.IGNORECASE
)
_CLOSING = re.compile(r"[,;:!?)\]]|\.(?!\w|\.)")
"""What stands on the line of the words before it, wherever the markup breaks."""


def words_of(node: LexborNode) -> str:
    """The text of an element, its lines parted by a line feed each; white space as it is."""
    child = node.first_child
    if child is not None and child.next is None and child.tag == "-text":
        return child.text_content or ""
    return "\n".join(lines_of(node))


def lines_of(node: LexborNode) -> list[str]:
    """The texts between line breaks and block boundaries, in order; none of them blank."""
    lines: list[str] = []
    inline: list[str] = []
    child = node.first_child
    above: list[tuple[LexborNode | None, bool]] = []  # of each open element: what follows, a block?
    while True:
        if child is None:
            if not above:
                break
            child, is_block = above.pop()
            if is_block:
                _end_line(lines, inline)
            continue
        tag, following = child.tag or "", child.next
        if tag == "-text":
            inline.append(child.text_content or "")
        elif tag not in _NOT_SHOWN:
            is_block = tag in _BLOCKS
            if is_block:
                _end_line(lines, inline)
            above.append((following, is_block))
            child = child.first_child
            continue
        child = following
    _end_line(lines, inline)
    return lines


def without_markup(text: str) -> str:
    """A text that may be HTML, as its reader sees it; `Is 3 < 4?` is none and stays."""
    if "<" not in text or _TAG.search(text) is None:
        return text
    body = LexborHTMLParser(f"<body>{text}").body
    return words_of(body) if body is not None else text


def _end_line(lines: list[str], inline: list[str]) -> None:
    if not inline:
        return
    line = "".join(inline)
    inline.clear()
    if not line or line.isspace():
        return
    if lines and _CLOSING.match(line.lstrip()):
        lines[-1] = lines[-1].rstrip() + line.lstrip()
    else:
        lines.append(line)
