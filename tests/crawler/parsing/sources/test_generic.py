from __future__ import annotations

import pytest

from crawler.parsing.sources import generic, pictures
from tests.crawler.making import DATE, FIRST, UPLOADS, document


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
def test_byline_block(html: str, byline: str | None, dateline: str | None) -> None:
    padding = f"<div>{FIRST * 10}</div>"
    found = generic.byline_block(document(f"<body><main>{html}{padding}</main></body>"))
    assert (found.byline, found.dateline) == (byline, dateline)


@pytest.mark.parametrize("text", ["Oct 15, 2021", "some time ago", "", FIRST])
def test_no_byline_block_without_a_time(text: str) -> None:
    assert generic.byline_block(document(f"<p>{text}</p>")).date_published is None


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
