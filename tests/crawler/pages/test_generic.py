from __future__ import annotations

import pytest

from crawler.items import Kind
from crawler.pages import bodies, generic, pictures
from tests.crawler.making import BODY_TEXT, DATE, FIRST, PARAGRAPHS, UPLOADS, document

FILLER = (
    '<div class="letter"><p>You can unsubscribe at any time. This site is protected by reCAPTCHA.'
    " The policy applies, and the terms of service do too. We are glad to have you.</p></div>"
)


def body(html: str, kind: Kind = Kind.ARTICLE, headline: str | None = "Ferry") -> str | None:
    texts = bodies.body(document(f"<body>{html}{FILLER}</body>"), kind, headline)
    return "\n\n".join(texts) if texts else None


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>Ferry</h1><div class='x'>{PARAGRAPHS}</div>",
        f"<article><h1>Ferry</h1>{PARAGRAPHS}</article>",
        f"<article><h1>Ferry</h1><div>{PARAGRAPHS}</div></article>",
        f"<div itemprop='articleBody'>{PARAGRAPHS}</div><div>{'Other texts go. ' * 30}</div>",
        f"<div>{BODY_TEXT.replace(chr(10) * 2, '<br><br>')}</div>",
        f"<nav><div>{'Menu entries here. ' * 30}</div></nav><div>{PARAGRAPHS}</div>",
        f"<div style='display:none'>{'Hidden texts. ' * 30}</div><div>{PARAGRAPHS}</div>",
        f"<ul><li><a href='/a/b'>{'A linked story. ' * 30}</a></li></ul><div>{PARAGRAPHS}</div>",
        f"<table><tr><td>{PARAGRAPHS}</td></tr></table>",
    ],
)
def test_the_box_with_the_running_text(html: str) -> None:
    assert body(html) == BODY_TEXT


@pytest.mark.parametrize("html", ["", "<h1>Ferry</h1>", "<div>Read more</div>", "<p>Two words</p>"])
def test_no_running_text(html: str) -> None:
    assert body(html) is None


def test_the_headline_is_no_logo() -> None:
    html = (
        '<h1 class="brand-name">Ferries daily</h1><h1><img alt="logo"></h1><h1>Daily Sabah</h1>'
        "<h1>Night ferry returns</h1>"
    )
    assert generic.headline(document(html)) == "Night ferry returns"


@pytest.mark.parametrize(
    ("html", "byline", "dateline"),
    [
        (f"<div><p>by JANE DOE</p><p>TOKYO</p><p>{DATE}</p></div>", "by JANE DOE", "TOKYO"),
        (f"<div><h3>JANE DOE</h3><time>{DATE}</time></div>", "JANE DOE", None),
        (f"<p>{DATE}</p>", None, None),
        (f"<div hidden><p>by Nobody</p><p>{DATE}</p></div>", None, None),
    ],
)
def test_signature(html: str, byline: str | None, dateline: str | None) -> None:
    padding = f"<div>{FIRST * 10}</div>"
    found = generic.signature(document(f"<body><main>{html}{padding}</main></body>"))
    assert (found.byline, found.dateline) == (byline, dateline)


@pytest.mark.parametrize("text", ["Oct 15, 2021", "some time ago", "", FIRST])
def test_no_signature_without_a_time(text: str) -> None:
    assert generic.signature(document(f"<p>{text}</p>")).date_published is None


@pytest.mark.parametrize(
    ("html", "known", "found"),
    [
        (f'<img src="{UPLOADS}/1.jpg">', None, f"{UPLOADS}/1.jpg"),
        (f'<img src="/icon.png"><img src="{UPLOADS}/1.jpg">', None, f"{UPLOADS}/1.jpg"),
        (f'<img src="{UPLOADS}/thumbs/398x208/1.jpg">', None, None),
        (f'<img src="{UPLOADS}/avatar/1.jpg">', None, None),
        (f'<a href="/world/europe/x"><img src="{UPLOADS}/1.jpg"></a>', None, None),
        (f'<div style="display:none"><img src="{UPLOADS}/1.jpg"></div>', None, None),
        (f'<img src="{UPLOADS}/1.jpg"><img src="{UPLOADS}/2.jpg?v=3">', "https://x/2.jpg",
         f"{UPLOADS}/2.jpg?v=3"),
        (f'<img src="{UPLOADS}/1.jpg">', "https://x/2.jpg", None),
    ],
)  # fmt: skip
def test_image(html: str, known: str | None, found: str | None) -> None:
    assert pictures.image(document(html), known).get("image_url") == found


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        f"<html><body><h1>Ferry</h1><p>by</p><p>JANE DOE</p><p>{DATE}</p></body></html>",
        f"<html><body>{FILLER}</body></html>",
    ],
)
def test_the_last_resort_finds_no_body_in_a_head(html: str) -> None:
    assert bodies.trafilatura_body(document(html)) is None
