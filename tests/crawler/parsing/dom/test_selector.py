"""An element is what a selector finds, or it is not; what it holds says nothing of it."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.parsing.dom.selector import Found

PAGE = """<!doctype html><div class="outer"><h1 class="title">A</h1></div>
<h1 class="title large">B</h1><h1>C</h1><div class="title">D</div><div class="TITLE">E</div>
<div class="body"><div class="body">F</div></div>"""


@pytest.mark.parametrize(
    "css",
    ["h1.title", "div.title", "div.body", "h1", "h1.title.large", ".title", "h1.none, div.body"],
)
@pytest.mark.parametrize("page", [PAGE, PAGE.removeprefix("<!doctype html>")])
def test_the_elements_that_css_finds_in_any_mode(page: str, css: str) -> None:
    tree = LexborHTMLParser(page)
    found = Found(css, tree)

    told = [node.mem_id for node in tree.css("*") if node in found]

    assert told == [node.mem_id for node in tree.css(css)]
