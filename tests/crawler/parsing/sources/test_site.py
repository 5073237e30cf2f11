from __future__ import annotations

import pytest

from crawler.parsing.dom.document import attribute
from tests.crawler.making import (
    BODY_TEXT,
    FIRST,
    PARAGRAPHS,
    SECOND,
    UPLOADS,
    article,
    article_html,
    lead,
    lead_image,
)

NO_IMAGE = "https://idsb.tmgrup.com.tr/ly/theme_dailysabah/images/no-image800x531.jpg"
LAZY = (
    f'<div class="layout-ratio ratio800x531"><img src="{NO_IMAGE}" class="lazy" '
    f'data-src="{UPLOADS}/9.jpg" alt="Kites"></div>'
)
CARD = f'<a href="/world/europe/other">{lead("Kites", f"{UPLOADS}/9.jpg")}</a>'


def body(html: str) -> str | None:
    return article(article_html(body=html)).body


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (lead(), f"{UPLOADS}/1.jpg"),
        (LAZY + lead(), f"{UPLOADS}/1.jpg"),
        (CARD + lead(), f"{UPLOADS}/1.jpg"),
        (f"<a href='#gallery'>{lead()}</a>", f"{UPLOADS}/1.jpg"),
        (lead(src="//idsb.tmgrup.com.tr/1.jpg"), "//idsb.tmgrup.com.tr/1.jpg"),
        (lead(src=NO_IMAGE), NO_IMAGE),
        (LAZY, None),
        (CARD, None),
        (lead(src=""), None),
        ('<div class="layout-ratio ratio398x208"><img src="/1.jpg"></div>', None),
    ],
)
def test_lead_image(html: str, url: str | None) -> None:
    assert attribute(lead_image(html), "src") == url


@pytest.mark.parametrize(
    ("picture", "url", "caption"),
    [
        (lead(src="/uploads/1.jpg"), "http://127.0.0.1:8000/uploads/1.jpg", "A cat."),
        (lead(src="//x.example/1.jpg"), "https://x.example/1.jpg", "A cat."),
        (lead(alt="A &quot;cat&quot;. (AP Photo)"), f"{UPLOADS}/1.jpg", 'A "cat".'),
        (lead(alt="A king&amp;#039;s cat. (AP Photo)"), f"{UPLOADS}/1.jpg", "A king's cat."),
        (lead(alt="No Image"), f"{UPLOADS}/1.jpg", None),
        (lead(alt="No Image", src=NO_IMAGE), None, None),
        (f'<div class="layout-ratio ratio800x531"><picture><source srcset="{UPLOADS}/2.webp 2x">'
         f'<img src="{UPLOADS}/1.jpg" alt="A cat. (AP Photo)"></picture></div>',
         f"{UPLOADS}/1.jpg", "A cat."),
        ('<div class="layout-ratio ratio800x531"><img src="data:image/gif;base64,R0" '
         f'srcset="{UPLOADS}/s.jpg 398w, {UPLOADS}/l.jpg 800w" alt="A cat. (AP Photo)"></div>',
         f"{UPLOADS}/l.jpg", "A cat."),
        (f'<div class="layout-ratio"><img src="{UPLOADS}/1.jpg" alt="A cat. (AP Photo)"></div>',
         f"{UPLOADS}/1.jpg", "A cat."),
        (f'<div><img src="{UPLOADS}/thumbs/190x100/1.jpg" alt="Small"></div>', None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_picture(picture: str, url: str | None, caption: str | None) -> None:
    found = article(article_html(picture=picture))
    assert (found.image_url, found.image_caption) == (url, caption)


@pytest.mark.parametrize(
    "portrait",
    [
        f'<div class="author"><img src="{UPLOADS}/5.jpg" alt="Jane"></div>',
        f'<img src="{UPLOADS}/authors/5.jpg" alt="">',
        f'<div><img src="{UPLOADS}/5.jpg" alt="Jane Doe"></div>',
    ],
)
@pytest.mark.parametrize("tags", ["", f'<meta property="og:image" content="{UPLOADS}/5.jpg?v=2">'])
def test_a_writer_s_portrait_is_no_lead_image(portrait: str, tags: str) -> None:
    html = article_html(before=portrait, picture="", head=tags)
    assert article(html, "/opinion/columns/a-story").image_url is None


def test_a_picture_between_paragraphs_is_no_lead_image() -> None:
    inside = f'<p>{FIRST}</p><p><img src="{UPLOADS}/7.jpg" alt="A dog"></p><p>{SECOND}</p>'
    assert article(article_html(picture="", body=inside)).image_url is None


@pytest.mark.parametrize(
    "repeated",
    [
        '<div class="image_caption">A cat. (AP Photo)</div>',
        "<span>A cat. (AP Photo)</span>",
        "<p>A cat.</p>",
        "<p>Night ferry returns</p>",
        "<p>by JANE DOE</p>",
        "<p>JANE DOE</p><p>TOKYO</p>",
        "<p>by JANE DOE Oct 15, 2021 6:27 pm</p>",
        lead("A dog. (AA Photo)") + "<p>A dog. (AA Photo)</p>",
        f'<p><img src="{UPLOADS}/7.jpg" alt="A dog."><br>A dog.</p>',
        f'<p><img src="{UPLOADS}/7.jpg" alt="">A dog runs in a park. (AA Photo)</p>',
    ],
)
def test_the_head_is_not_repeated_in_the_body(repeated: str) -> None:
    assert body(f"{repeated}{PARAGRAPHS}") == BODY_TEXT


@pytest.mark.parametrize(
    "last",
    [
        "He joined the European Union (EU).",
        "He left in silence (a spokesman gave no comment).",
        "(This story was updated via the desk.)",
        "(Reporting by Jane Doe; editing by Amy Roe)",
        "“We will see,” he said (2019).",
    ],
)
def test_a_parenthesis_of_the_text_stays(last: str) -> None:
    assert body(f'<img src="/x.jpg" alt="">{PARAGRAPHS}<p>{last}</p>') == f"{BODY_TEXT}\n\n{last}"


@pytest.mark.parametrize(
    ("html", "alt", "own"),
    [
        ("<h3>Ephesus</h3><p><img src='/x.jpg' alt='Ephesus'></p>", "A cat.", "Ephesus"),
        ("<p><img src='/x.jpg' alt='It rained.'></p><p>It rained.</p>", "A cat.", "It rained."),
        ("<p>It rained on both shores.</p>", "It rained on both shores.",
         "It rained on both shores."),
        ("<h2>It rained</h2>", "It rained", "It rained"),
    ],
)  # fmt: skip
def test_a_paragraph_that_equals_an_alt_is_no_caption(html: str, alt: str, own: str) -> None:
    found = article(article_html(picture=lead(alt), body=html + PARAGRAPHS))
    assert found.body == f"{own}\n\n{BODY_TEXT}"


def container(html: str) -> str:
    return f'<div class="article_body">{html}</div>'


@pytest.mark.parametrize(
    "containers",
    [
        container("") + container(PARAGRAPHS),
        container(PARAGRAPHS) + container(""),
        container(container(PARAGRAPHS)),
        container(container("") + PARAGRAPHS),
        container(PARAGRAPHS) + container(PARAGRAPHS),
        container(f"<p>{FIRST}</p>") + container(f"<p>{SECOND}</p>"),
        f'<div style="display:none">{container("<p>Another hidden text.</p>")}</div>'
        + container(PARAGRAPHS),
        container(PARAGRAPHS)
        + '<h1 class="main_page_title">Next</h1>'
        + container("<p>No. No.</p>"),
    ],
)
def test_body_containers(containers: str) -> None:
    html = article_html().replace(container(PARAGRAPHS), containers)
    assert article(html).body == BODY_TEXT


def test_without_a_doctype_the_case_of_classes_does_not_matter() -> None:
    html = article_html()
    for name in ("main_page_title", "left_mobile_details", "article_body"):
        html = html.replace(name, name.title())
    assert article(html) == article(article_html())


def test_a_gallery_keeps_captions_and_drops_credits() -> None:
    shots = "".join(
        f"<div>{lead(f'{name} (AA Photo)')}<p>{name}</p><p>(AA Photo)</p></div>"
        for name in ("A cat sleeps.", "A dog runs.")
    )
    found = article(article_html(picture="", body=f"<p>{FIRST}</p>{shots}"), "/gallery/s/images")
    assert found.body == f"{FIRST}\n\nA cat sleeps.\n\nA dog runs."
    assert (found.image_caption, found.image_credit) == ("A cat sleeps.", "AA Photo")


def test_a_film_without_text_has_no_body() -> None:
    html = article_html(picture="", body="<iframe src='https://www.youtube.com/embed/x'></iframe>")
    found = article(html, "/ds-tv/news/a-story")
    assert (found.kind, found.body) == ("video", None)
