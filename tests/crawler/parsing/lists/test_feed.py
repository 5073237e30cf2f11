from __future__ import annotations

import pytest

from crawler.parsing.lists.feed import Feed, feed_paths, feed_section, read_feed
from tests.crawler.making import SITE, document

UTF_8 = '<?xml version="1.0" encoding="utf-8"?>'
TURKISH = "windows-1254"
TEXTS = ["Şişli'de köşk açıldı", "Ağrı'ya çığ düştü", "İğne ile kuyu"]


def feed(*descriptions: str, head: str = UTF_8) -> str:
    items = "".join(
        f"<item><title>Story {n}</title><link>http://127.0.0.1:8000/world/africa/s{n}</link>"
        f"<description>{text}</description></item>"
        for n, text in enumerate(descriptions)
    )
    return f'{head}<rss version="2.0"><channel><title>X</title>{items}</channel></rss>'


def descriptions(read: Feed) -> list[str | None]:
    return [item.description for item in read.items]


@pytest.mark.parametrize("charset", ["utf-8", TURKISH, "iso-8859-9"])
@pytest.mark.parametrize(
    "head",
    [
        UTF_8,
        '<?xml version="1.0"?>',
        "",
        "<?xml version='1.0' encoding='windows-1254' standalone='yes'?>",
        '<?xml version="1.0" encoding="ISO-8859-9" ?>',
        '\n<?xml version="1.0" encoding="nonsense"?>',
    ],
)
@pytest.mark.parametrize("content_type", [None, "text/xml; charset=utf-8", "application/rss+xml"])
def test_letters_arrive_whole_whatever_is_declared(
    charset: str, head: str, content_type: str | None
) -> None:
    read = read_feed(feed(*TEXTS, head=head).encode(charset), SITE, content_type)
    assert (descriptions(read), read.replaced) == (TEXTS, 0)


@pytest.mark.parametrize("letter", ["ş", "ğ", "’", "😀"])
def test_a_letter_that_was_cut_costs_that_letter(letter: str) -> None:
    cut = letter.encode()[:-1]
    body = feed(*TEXTS, "cut here").encode().replace(b"cut here", b"cut here" + cut)
    read = read_feed(body, SITE)
    assert descriptions(read) == [*TEXTS, "cut here\ufffd"]
    assert read.replaced == 1


@pytest.mark.parametrize(
    "text",
    [
        "<![CDATA[<p>Snow,</p><p>then sun.</p><img src='x.jpg'/>]]>",
        "&lt;p&gt;Snow,&lt;/p&gt;&lt;p&gt;then sun.&lt;/p&gt;&lt;img src='x.jpg'/&gt;",
        "<![CDATA[<img src='x.jpg'/>Snow,<br/>then <b>sun</b>.]]>",
        "<![CDATA[Snow, then sun<i>.</i><a href='https://x/cut]]>",
    ],
)
def test_markup_in_a_description(text: str) -> None:
    assert descriptions(read_feed(feed(text).encode(), SITE)) == ["Snow, then sun."]


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/rss/business", "business"),
        ("/rssfeed/business", "business"),
        ("/rss/world/africa", "africa"),
        ("/rss/Business/", "business"),
        ("/rssFeed/13", None),
        ("/rss/home-page", None),
        ("/rssfeed/rss.xml", None),
    ],
)
def test_the_section_of_a_feed(path: str, slug: str | None) -> None:
    assert feed_section(path) == slug


def test_a_feed_that_several_links_lead_to_is_one() -> None:
    links = [
        "/rssFeed/13",
        "/rssfeed/13",
        "/rss/business",
        "https://www.dailysabah.com/rss/business/",
    ]
    page = document("".join(f'<a href="{link}">x</a>' for link in links), "/rss")
    assert feed_paths(page) == ["/rssFeed/13", "/rss/business"]
