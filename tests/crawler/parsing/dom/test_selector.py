"""A selector that is asked of single finds says what `css_matches` says, with less work."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.parsing.dom.selector import selector

FINDS = "h1, div"
PAGE = """<!doctype html><div class="outer"><h1 class="title">A</h1></div>
<h1 class="title large">B</h1><h1>C</h1><div class="title">D</div><div class="TITLE">E</div>
<div class="body">F</div>"""


@pytest.mark.parametrize("css", ["h1.title", "div.title", "div.body", "h1", "h1.title.large"])
@pytest.mark.parametrize("page", [PAGE, PAGE.removeprefix("<!doctype html>")])
def test_it_matches_what_css_matches_in_any_mode(page: str, css: str) -> None:
    finds = LexborHTMLParser(page).css(f"{FINDS}, {css}")
    last = {node.tag: place for place, node in enumerate(finds)}

    found = [selector(css).matches(node, place, last) for place, node in enumerate(finds)]

    assert found == [node.css_matches(css) for node in finds]
