"""Bodies on markup that is not the site's, and the site's own box in wrappers of all names."""

from __future__ import annotations

import pytest

from crawler.items import Kind
from crawler.parsing.body import consensus
from tests.crawler.making import BODY_TEXT, DATE, PARAGRAPHS, article, article_html, document

FILLER = (
    '<div class="letter"><p>You can unsubscribe at any time. This site is protected by reCAPTCHA.'
    " The policy applies, and the terms of service do too. We are glad to have you.</p></div>"
)
TEXTS = (
    "The harbor council voted on Monday to reopen the northern pier before the winter ferries run.",
    "Engineers had closed it in March, when divers found cracks in four of its oldest columns.",
    "“We could have waited another year, but the islanders could not,” the harbor master said.",
    "Repairs cost a third less than planned, since the steel came from a bridge taken down nearby.",
    "The first boat is to leave at six in the morning, with two hundred passengers on board.",
    "Fishers will keep the eastern quay for themselves, as they had asked in a letter last summer.",
)
FULL = "".join(f"<p>{text}</p>" for text in TEXTS)
FULL_TEXT = "\n\n".join(TEXTS)
HEAD = "<h1>Northern pier opens again</h1>"
COMMENTS = "".join(
    f"<div class='c-item'><b>reader{n}</b><p>I waited {n} years for this boat, and I still do not"
    f" believe that it comes. Let us see whether they keep their word this time, number {n}.</p>"
    "</div>"
    for n in range(30)
)


def body(html: str, kind: Kind = Kind.ARTICLE, headline: str | None = "Ferry") -> str | None:
    texts = consensus.body(document(f"<body>{html}{FILLER}</body>"), kind, headline)
    return "\n\n".join(texts) if texts else None


def relaunched(html: str) -> str | None:
    title = "<title>Northern pier opens again | Daily Sabah</title>"
    page = f"<html><head>{title}</head><body>{html}{FILLER}</body></html>"
    return article(page).body


@pytest.mark.parametrize(
    "byline",
    [
        "<div>by</div><div>JANE DOE</div>",
        "<div>By:</div><div>Daily Sabah with agencies</div>",
        "<span>by</span>",
    ],
)
def test_a_byline_in_pieces_above_the_text_is_none_of_it(byline: str) -> None:
    assert relaunched(f"{HEAD}<div class='t'>{byline}{FULL}</div>") == FULL_TEXT


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


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        f"<html><body><h1>Ferry</h1><p>by</p><p>JANE DOE</p><p>{DATE}</p></body></html>",
        f"<html><body>{FILLER}</body></html>",
    ],
)
def test_two_readers_find_no_body_in_a_head(html: str) -> None:
    assert consensus.consensus(document(html), Kind.ARTICLE, "Ferry", None) is None


WRAPPERS = [
    '<article class="post tag-instagram">{}</article>',
    '<div class="has-banner">{}</div>',
    '<div class="no-ads">{}</div>',
    '<div class="sharing-enabled">{}</div>',
    '<div class="ad-free">{}</div>',
    '<div class="cookie-consent-shown">{}</div>',
    '<div id="paywall-content">{}</div>',
    '<div class="related newsletter promo">{}</div>',
    '<form id="form1">{}</form>',
    "<aside>{}</aside>",
    '<div aria-hidden="true">{}</div>',
    '<section class="with-comments">{}</section>',
    '<main class="sidebar-right widget">{}</main>',
]


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_wrapper_s_name_vetoes_no_body_on_unknown_markup(wrapper: str) -> None:
    assert relaunched(wrapper.format(HEAD + f"<div>{FULL}</div>")) == FULL_TEXT
    assert relaunched(HEAD + wrapper.format(f"<div>{FULL}</div>")) == FULL_TEXT


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_wrapper_s_name_vetoes_no_body_of_the_site_s_markup(wrapper: str) -> None:
    html = article_html(body=FULL)
    around = html.replace("<body>", "<body>" + wrapper.partition("{}")[0])
    around = around.replace("</body>", wrapper.partition("{}")[2] + "</body>")
    assert article(around).body == FULL_TEXT
    assert article(article_html(body=wrapper.format(FULL))).body == FULL_TEXT


@pytest.mark.parametrize(
    "html",
    [
        f"<div><div>{HEAD}</div><div>{FULL}</div></div>",
        f"<div class='text'>{HEAD}{FULL}</div>",
        HEAD + "".join(f"<div class='par'><p>{text}</p></div>" for text in TEXTS),
        HEAD + "".join(f"<section><div>{text}</div></section>" for text in TEXTS),
        f"{HEAD}<div>{'<br><br>'.join(TEXTS)}</div>",
        f"<form>{HEAD}<div>{FULL}</div><input type='hidden' name='state'></form>",
        f"<table><tr><td>Menu</td><td>{HEAD}{FULL}</td></tr></table>",
        f"{HEAD}<div>{FULL}</div><div id='comments'>{COMMENTS}</div>",
        f"{HEAD}<div>{FULL}</div><section class='comment-list'>{COMMENTS}</section>",
        f"{HEAD}<div>{FULL}<p><a href='/world/a-b/news'>Islanders ask for a hospital boat.</a></p>"
        "</div>",
    ],
)
def test_shapes_of_real_pages(html: str) -> None:
    assert relaunched(html) == FULL_TEXT


STATED = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Northern pier opens'
    ' again"}</script>'
)
"""What says of the shortest page that it is an article."""
TEASERS = "".join(
    f"<div class='item'><h4><a href='/world/asia/story-{n}'>Island {n} asks for a boat</a></h4>"
    f"<p>The mayor of island {n} wrote to the minister, who promised an answer by spring.</p></div>"
    for n in range(6)
)
SIGN_UP = (
    "<div class='n'><p>Sign up for our free newsletter. You can unsubscribe whenever you like, and"
    " we never pass your address on.</p></div>"
)


@pytest.mark.parametrize(
    "beside",
    [
        f"<div class='x'>{TEASERS}</div>",
        f"<table><tr><td>{TEASERS}</td></tr></table>",
        f"<div id='comments'>{COMMENTS}</div>",
        f"<div class='pageComments'>{COMMENTS}</div>",
        f"<ul id='disqus_thread'>{COMMENTS}</ul>",
        f"<div style='display:none'>{COMMENTS}</div>",
        f"<div hidden><div>{COMMENTS}</div></div>",
    ],
)
@pytest.mark.parametrize("text", [TEXTS[:1], TEXTS], ids=["one paragraph", "full"])
def test_more_text_beside_an_article_than_in_it(beside: str, text: tuple[str, ...]) -> None:
    paragraphs = "".join(f"<p>{one}</p>" for one in text)
    assert relaunched(f"{STATED}{HEAD}<div>{paragraphs}</div>{beside}") == "\n\n".join(text)


def test_a_box_that_is_called_comment_is_no_reader_s_by_its_name_alone() -> None:
    page = f"{HEAD}<p>A standfirst says little.</p><div class='comment'>{FULL}</div>"
    assert FULL_TEXT in (body(page, headline="Northern pier opens again") or "")


def test_a_paragraph_under_a_link_to_elsewhere_is_no_teaser() -> None:
    items = "".join(
        f"<div><h2><a href='https://boats.example/{n}'>Boat number {n}</a></h2><p>{text}</p></div>"
        for n, text in enumerate(TEXTS)
    )
    assert all(text in (relaunched(HEAD + f"<div>{items}</div>") or "") for text in TEXTS)


@pytest.mark.parametrize(
    "html",
    [
        f"<div><p>{TEXTS[0]}</p>{SIGN_UP}</div>",
        f"<div>{SIGN_UP}<p>{TEXTS[0]}</p></div>",
        f"<div><div>{SIGN_UP}</div><div><p>{TEXTS[0]}</p></div></div>",
    ],
)
def test_a_sign_up_makes_no_notice_of_the_short_story_around_it(html: str) -> None:
    assert relaunched(STATED + HEAD + html) == TEXTS[0]


@pytest.mark.parametrize("heading", ["h2", "h3", "h4"])
@pytest.mark.parametrize("box", ["{}", "<div>{}</div>"])
def test_subheadings_stay(heading: str, box: str) -> None:
    texts = [*TEXTS[:3], "What the islanders want", *TEXTS[3:]]
    tags = ["p", "p", "p", heading, "p", "p", "p"]
    parts = (box.format(f"<{tag}>{text}</{tag}>") for tag, text in zip(tags, texts, strict=True))
    assert relaunched(f"{HEAD}<div>{''.join(parts)}</div>") == "\n\n".join(texts)


@pytest.mark.parametrize(
    "cells",
    [
        f"<td>Menu</td><td>{HEAD}{FULL}</td><td>{TEASERS}</td>",
        f"<td>{HEAD}<table><tr><td>{FULL}</td></tr></table></td><td>{TEASERS}</td>",
        f"<td><table><tr><td>{HEAD}{'<br><br>'.join(TEXTS)}</td></tr></table></td><td>Tuesday</td>",
    ],
)
def test_a_layout_of_tables(cells: str) -> None:
    assert relaunched(f"<table><tr>{cells}</tr></table>") == FULL_TEXT


SHOTS = tuple(f"Ferry number {n} leaves the old pier at dawn, Oct. {n}, 2026." for n in range(1, 6))


@pytest.mark.parametrize(
    "shot",
    [
        "<figure><img src='a.jpg' alt='{0}'><figcaption>{0} (AA Photo)</figcaption></figure>",
        "<div><img src='a.jpg' alt='{0} (AA Photo)'><div>{0}</div><div>(AA Photo)</div></div>",
        "<div><img src='a.jpg' alt='{0}'><p>{0}</p><p>AA Photo</p></div>",
    ],
)
def test_a_gallery_s_captions_are_its_body(shot: str) -> None:
    html = f"{HEAD}<div><p>{TEXTS[0]}</p>{''.join(map(shot.format, SHOTS))}</div>"
    assert body(html, Kind.GALLERY) == "\n\n".join((TEXTS[0], *SHOTS))


def json_ld(text: str) -> str:
    return (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Northern pier opens'
        f' again","articleBody":"{text}"}}</script>'
    )


@pytest.mark.parametrize(
    "html",
    [
        json_ld(TEXTS[0]) + HEAD + f"<div>{FULL}</div>",
        json_ld(" ".join(TEXTS)) + HEAD + f"<div>{FULL}</div>",
        json_ld("\\n\\n".join(TEXTS)) + HEAD + "<div><p>Your email address stays here.</p></div>",
        HEAD + f"<div class='article_body'><p>Read on below.</p></div><div class='x'>{FULL}</div>",
    ],
)
def test_a_stub_never_beats_a_full_text(html: str) -> None:
    assert relaunched(html) == FULL_TEXT


def test_a_short_story_of_the_site_s_own_box_is_believed() -> None:
    html = article_html(body=f"{PARAGRAPHS}<p>© 2026 The wire. All rights reserved.</p>")
    assert article(html).body == f"{BODY_TEXT}\n\n© 2026 The wire. All rights reserved."
