from __future__ import annotations

import pytest

from crawler.parsing.sources.keywords import keywords_under_label
from tests.crawler.making import article, article_html, document

ASIA, JAPAN = (
    '<a href="/search?query=asia">asia</a>',
    '<a href="/search?query=japan">south korea</a>',
)
EXPECTED = ["asia", "south korea"]
NEWSLETTER = "<h4>The Daily Sabah Newsletter</h4><p>Keep up with <a href='/privacy'>us</a>.</p>"
FOOT = (
    '<footer><ul class="footer_menu"><li><a href="/politics">Politics</a></li>'
    '<li><a href="/world">World</a></li></ul></footer>'
)
SHORTLINK = "<li><input class='copy_text'> shortlink copied</li>"


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul>{SHORTLINK}<li>KEYWORDS<div>{ASIA} {JAPAN}</div>{NEWSLETTER}</li></ul>",
        f"<ul>{SHORTLINK}<li>KEYWORDS {ASIA} {JAPAN} {NEWSLETTER}</li></ul>",
        f"<ul>{SHORTLINK}<li>KEYWORDS<ul><li>{ASIA}</li><li>{JAPAN}</li></ul></li></ul>",
        f"<ul>{SHORTLINK}<li>KEYWORDS<ul><li>asia</li><li>south korea</li></ul></li></ul>",
        f"<ul>{SHORTLINK}<li>KEYWORDS</li><li>{ASIA}</li><li>{JAPAN}</li></ul>",
        f"<ul>{SHORTLINK}<li><span>KEYWORDS</span><div>{ASIA}{JAPAN}</div></li></ul>",
        f"<div><span>KEYWORDS</span>{ASIA}, {JAPAN}</div>",
        f"<div><b>Keywords:</b> {ASIA} | {JAPAN}</div>",
        f"<div><span>KEYWORDS</span><span>{ASIA}</span><span>{JAPAN}</span></div>",
        "<div><span>KEYWORDS</span><span>asia</span><span>south korea</span></div>",
        "<p>Keywords</p><p><span>asia</span> <span>south korea</span></p>",
        "<div><b>KEYWORDS</b> asia, south korea</div>",
        f"<div><h4>KEYWORDS</h4></div><div class='tags'>{ASIA}{JAPAN}</div>",
        f"<div><div><h4>KEYWORDS</h4></div></div><ul><li>{ASIA}</li><li>{JAPAN}</li></ul>",
        f"<h4>KEYWORDS</h4><ul><li>{ASIA}</li><li>{JAPAN}</li></ul>"
        "<ul><li><a href='/world/europe/x'>A story of another page</a></li></ul>",
        f"<dl><dt>KEYWORDS</dt><dd>{ASIA}</dd><dd>{JAPAN}</dd></dl>",
    ],
)
def test_keywords_wherever_they_stand(markup: str) -> None:
    assert keywords_under_label(document(f"<body>{markup}{FOOT}</body>")) == EXPECTED
    inside = article_html(body=f"<p>A sentence stands here.</p>{markup}", after=FOOT)
    assert article(inside).keywords == EXPECTED
    assert article(inside).body == "A sentence stands here."


@pytest.mark.parametrize("label", ["KEYWORDS", "Keywords:", "keywords", "KeyWords", "KEYwords"])
def test_a_label_in_whatever_case(label: str) -> None:
    markup = f"<div><span>{label}</span><span>asia</span><span>south korea</span></div>"
    assert keywords_under_label(document(f"<body>{markup}{FOOT}</body>")) == EXPECTED


@pytest.mark.parametrize(
    "markup",
    [
        f"<ul>{SHORTLINK}<li>KEYWORDS</li></ul><div><a href='/world/europe/x'>A story</a></div>",
        f"<ul>{SHORTLINK}<li>KEYWORDS{NEWSLETTER}</li></ul>",
        "<div><h4>KEYWORDS</h4></div>",
        "<div><h4>KEYWORDS</h4></div><ul><li><a href='/politics'>Politics</a></li></ul>",
        "<div>KEYWORDS</div><div class='other_stories'><a href='/a/b'>One long story of eight words"
        " is here now</a></div>",
        "<p>The keywords of the year</p><p><a href='/a/b'>asia</a></p>",
        '<meta name="keywords" content="asia">',
        "<script>var keywords = 'KEYWORDS'</script>",
    ],
)
def test_no_keywords_of_other_boxes(markup: str) -> None:
    assert keywords_under_label(document(f"<body>{markup}{FOOT}</body>")) == []
