"""Pages without `</body></html>`: whole ones, and ones that were cut off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.dom.ending import was_cut

TEXT = "The mayors of both shores met on Friday."


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body><p>{TEXT}</p>",
        f"<html><body><p>{TEXT}",
        f"<html><body><p>{TEXT}<p>They agreed on the <b>ferry.</b>\n",
        f"<html><body><p>{TEXT}&rdquo;",
        f"<html><body><div><ul><li>One<li>Two</ul><p>{TEXT}</div>",
        f"<html><body><table><tr><td>{TEXT}</table>",
        f"<html><body><div><b>{TEXT}</div>",
        f"<html><body><header><h1>Name</h1></header><p>{TEXT}</p><footer>2026</footer>",
        f"<html><body><article><header>x</header><p>{TEXT}</p></article>",
        f"<html><body><p>{TEXT}</p><script>if (a < b) c('<div>')</script>",
        f"<html><body><p title='<div>'>{TEXT}</p><br><img alt=\"<p\"><!-- <div> -->",
        f"<html><body></div><p>{TEXT}</p></section>",
        f"<html><body><svg><path d='M1'/></svg><p>{TEXT}</p>",
    ],
)
def test_whole_pages(html: str) -> None:
    assert not was_cut(html.encode())


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body><p>{TEXT}</p><p>They agreed on the night",
        f"<html><body><p>{TEXT}</p><p>They agreed on the <b>ferry</b>",
        f"<html><body><div><p>{TEXT}</p>",
        f"<html><body><article><p>{TEXT}</p><div>x</div>",
        f"<html><body><table><tr><td>{TEXT}",
        f"<html><body><p>{TEXT}</p><p class=",
        f"<html><body><p>{TEXT}</p><a href='/world",
        f"<html><body><p>{TEXT}</p><!-- a comment",
        f"<html><body><p>{TEXT}</p><script>var a = 1;",
        f"<html><body><p>{TEXT}</p><style>p {{ }}",
        f"<html><body><p>{TEXT}</p></di",
        f"<html><body><header>Name</header><p>{TEXT}</p>",
        "<html><head><title>Night ferry returns</title>",
        "<html><body><nav><a href='/world'>World</a></nav>",
    ],
)
def test_cut_pages(html: str) -> None:
    assert was_cut(html.encode())


@given(st.text(alphabet="<>/!-= \"'apdivbodyscript.\n", max_size=200))
def test_any_markup_can_be_judged(html: str) -> None:
    assert was_cut(html.encode()) in (True, False)
