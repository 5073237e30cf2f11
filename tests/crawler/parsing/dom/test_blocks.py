from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.dom.blocks import paragraphs
from tests.crawler.making import element

INLINE = ["span", "b", "a", "em", "font", "small"]
BLOCK = ["p", "div", "section", "h2", "blockquote", "ul", "li", "table", "td", "center"]


def read(html: str) -> list[str]:
    return paragraphs(element(f"<div>{html}</div>"))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("<p>First</p>text<div><h4>X</h4>more</div>end", ["First", "text", "X", "more", "end"]),
        ("One.<br>Two.<br>Three.", ["One.", "Two.", "Three."]),
        ("One.<br><br>Two.<br>\n&nbsp;<br>Three.", ["One.", "Two.", "Three."]),
        ("<p>One goes<br>on here.</p>", ["One goes on here."]),
        ("<p>One ends.<br>Two goes on.</p>", ["One ends.", "Two goes on."]),
        ("<p>“One ends.”<br>Two goes on.</p>", ["“One ends.”", "Two goes on."]),
        ("<p>One<br><br>two</p>", ["One", "two"]),
        ("<p>A <b>bold</b>,<i>it</i>alic <a>link</a>.</p>", ["A bold,italic link."]),
        ("<p>mid<!-- x -->word</p>", ["midword"]),
        ("<h2>Head</h2><p>Text.</p>", ["Head", "Text."]),
        ("<strong><h2>Head</h2></strong><p>Text.</p>", ["Head", "Text."]),
        ("<p><strong>Bold head</strong></p><p>Text.</p>", ["Bold head", "Text."]),
        ("<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>", ["a", "b", "c", "d"]),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", ["a", "b"]),
        ("<blockquote><p>Said he.</p><cite>A book</cite></blockquote>", ["Said he.", "A book"]),
        ("<table><tr><th>Team</th><th>Pts</th></tr><tr><td>GS</td><td>3</td></tr></table>",
         ["Team Pts", "GS 3"]),
        ("<p>&nbsp;</p><p> \u200b</p><p>One.</p><p></p>", ["One."]),
        ("<p>One.</p></div></b></p>Two.", ["One."]),
        ("<pre>One\ntwo</pre>", ["One two"]),
        ("<p>One.</p><hr>Two.", ["One.", "Two."]),
        ("<p><a href='/world/x/news'>A link alone</a></p>", ["A link alone"]),
        ("<div class='live'><span>14:05</span><h3>It began</h3><p>So it did.</p></div>",
         ["14:05", "It began", "So it did."]),
    ],
)  # fmt: skip
def test_paragraphs(html: str, expected: list[str]) -> None:
    assert read(html) == expected


@pytest.mark.parametrize(
    "foreign",
    [
        "<script>var a = '<p>no</p>';</script>",
        "<style>p{}</style>",
        "<noscript><p>no</p></noscript>",
        "<!-- <p>no</p> -->",
        "<figure><img src='1.jpg'><figcaption>no (AA Photo)</figcaption></figure>",
        "<div class='image_caption'>no (AA Photo)</div>",
        "<p class='photo-caption'>no (AA Photo)</p>",
        "<iframe src='https://www.youtube.com/embed/x'>no</iframe>",
        "<p><iframe src='https://www.youtube.com/embed/x'></iframe></p>",
        "<video><source src='x.mp4'>no</video>",
        "<blockquote class='twitter-tweet'><p>no</p></blockquote>",
        "<blockquote><p>no</p>— A (@a) <a href='https://twitter.com/a/status/1'>x</a></blockquote>",
        "<blockquote><p>no</p><a href='https://x.com/a/status/1'>Oct 1</a></blockquote>",
        "<p><a href='https://twitter.com/a/status/1'>https://twitter.com/a/status/1</a></p>",
        "<p>pic.twitter.com/abc</p>",
        "<p>https://youtu.be/x0x0</p>",
        "<div class='related-news'><h3>RELATED</h3><a href='/a/b'>no</a></div>",
        "<div><h3>Read more</h3><a href='/a/b'>no it is</a></div>",
        "<ul><li><b>Also read:</b></li><li><a href='/a/b'>no it is</a></li></ul>",
        "<div style='display: none'><p>no</p></div>",
        "<p hidden>no</p>",
        "<p class='hidden'>no</p>",
        "<span class='visually-hidden'>no</span>",
        "<div aria-hidden='true'>no</div>",
        "<div class='cookie-consent'><p>no. It is not.</p></div>",
        "<div class='article-newsletter'><p>no. It is not.</p></div>",
        "<div class='share-buttons'><a>Share</a><a>Tweet</a></div>",
        "<ul class='article_tags'><li><a>asia</a></li></ul>",
        "<aside>no</aside>",
        "<form><label>no</label><button>no</button></form>",
    ],
)
def test_what_is_no_text_of_the_author(foreign: str) -> None:
    assert read(f"<p>One goes.</p>{foreign}<p>Two goes.</p>") == ["One goes.", "Two goes."]


@pytest.mark.parametrize(
    "html",
    [
        "<p class='tag-line'>A sentence stands here.</p>",
        "<div class='text-widget'><p>A sentence stands here.</p></div>",
        "<div class='media-body'><p>A sentence stands here.</p></div>",
        "<p class='share-price'>A sentence stands here.</p>",
        "<div class='body-copy'><p>A sentence stands here.</p></div>",
        "<p class='d-none d-md-block'>A sentence stands here.</p>",
        "<p class='lead' style='color:red'>A sentence stands here.</p>",
        "<div><h3>Related work</h3><p>A sentence stands here.</p></div>",
        "<blockquote>A sentence stands here.</blockquote>",
    ],
)
def test_a_doubtful_name_does_not_lose_a_sentence(html: str) -> None:
    assert "A sentence stands here." in read(html)


@pytest.mark.parametrize(
    "end",
    [
        "<p>KEYWORDS</p><p>asia</p>",
        "<ul><li>KEYWORDS<ul><li><a>asia</a></li></ul></li></ul>",
        "<div><span>KEYWORDS</span> <a>asia</a> <a>japan</a></div>",
        "<span>Keywords:</span> <a>asia</a>",
        "<p>shortlink copied</p><p>asia</p>",
        "<h4>The Daily Sabah Newsletter</h4><p>Keep up to date.</p>",
    ],
)
def test_the_text_ends_where_the_foot_begins(end: str) -> None:
    assert read(f"<p>One goes.</p>{end}") == ["One goes."]


@pytest.mark.parametrize(
    "text", ["The keywords were few.", "Keywords are chosen by editors.", "KEYWORDS matter."]
)
def test_a_sentence_about_keywords_is_no_end(text: str) -> None:
    assert read(f"<p>{text}</p><p>Two goes.</p>") == [text, "Two goes."]


def test_a_gallery_keeps_its_captions() -> None:
    html = "<div><figure><img src='1.jpg'><figcaption>A cat sleeps.</figcaption></figure></div>"
    assert paragraphs(element(html), with_captions=True) == ["A cat sleeps."]


@pytest.mark.parametrize("tag", ["div", "span", "b", "blockquote"])
def test_ten_thousand_nested_elements(tag: str) -> None:
    depth = 10_000
    assert "".join(read(f"<{tag}>" * depth + "deep words" + f"</{tag}>" * depth)) == "deep words"


TABLE = frozenset({"table", "tbody", "thead", "tr", "td", "th"})


def trees() -> st.SearchStrategy[str]:
    """Random markup whose words are written as `#`, to be numbered. Without tables: browsers move
    text that stands between their cells."""
    words = st.sampled_from(["#", " # ", "# #", "#<br>#", "#<!-- x -->\u00a0#", "\n#\n"])
    return st.recursive(
        words,
        lambda inner: st.builds(
            lambda tag, parts: f"<{tag}>{' '.join(parts)}</{tag}>",
            st.sampled_from([tag for tag in INLINE + BLOCK if tag not in TABLE]),
            st.lists(inner, max_size=4),
        ),
        max_leaves=25,
    )


@given(trees())
def test_every_word_stands_once_and_in_order(tree: str) -> None:
    pieces = tree.split("#")
    words = [f"w{number}" for number in range(len(pieces) - 1)]
    html = "".join(piece + word for piece, word in zip(pieces, [*words, ""], strict=True))
    assert " ".join(read(html)).split() == words


@given(st.lists(st.sampled_from(["p", "div", "h3", "li", "blockquote"]), min_size=2, max_size=8))
def test_neighboring_blocks_are_never_glued(tags: list[str]) -> None:
    html = "".join(f"<{tag}>w{number}</{tag}>" for number, tag in enumerate(tags))
    assert read(html) == [f"w{number}" for number in range(len(tags))]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2 id='sharing-the-burden'>Sharing the burden</h2>", "Sharing the burden"),
        ("<h3 id='ad-market'>Ad market</h3>", "Ad market"),
        ("<p>Many left <a id='instagram' href='/x'>after the ban</a> came.</p>",
         "Many left after the ban came."),
        ("<p id='related-party-deals'>They were sold.</p>", "They were sold."),
        ("<figure class='table'><table><tr><th>Gold</th><td>4</td></tr></table></figure>",
         "Gold 4"),
        ("<figure><blockquote><p>We stay.</p></blockquote><figcaption>no</figcaption></figure>",
         "We stay."),
        ("<p><span aria-hidden='true'>T</span><span class='sr-only'>The</span> pier opens.</p>",
         "The pier opens."),
        ("<p><span class='cap' aria-hidden='true'>T</span>he pier opens.</p>", "The pier opens."),
        ("<p>The pier <i aria-hidden='true'>→</i> opens.</p>", "The pier opens."),
    ],
)  # fmt: skip
def test_what_is_the_author_s_stays(html: str, expected: str) -> None:
    assert read(f"<p>One goes.</p>{html}<p>Two goes.</p>") == ["One goes.", expected, "Two goes."]


@pytest.mark.parametrize(
    "line",
    [
        "<p><b>Read also:</b> <a href='/a/b'>Another story goes here</a></p>",
        "<p>Read more: <a href='/a/b'>Another story goes here</a></p>",
        "<p><a href='/a/b'>Another story</a> <a href='https://t.me/desk/12'>t.me/desk/12</a></p>",
        "<blockquote class='text-post-media'><a href='https://www.threads.net/@a/post/1'>no</a>"
        "</blockquote>",
        "<blockquote class='telegram-post'>no it is</blockquote>",
        "<p>https://t.me/desk/12</p>",
    ],
)
def test_teasers_and_posts_are_no_text(line: str) -> None:
    texts = read(f"<p>One goes.</p>{line}<p>Two goes.</p>")
    assert [text for text in texts if "t.me" not in text] == ["One goes.", "Two goes."]
