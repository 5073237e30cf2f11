"""Whole pages: the replica's, cut ones, wrong ones, none at all."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction import FetchedPage, extract
from crawler.extraction import read as read_page
from crawler.items import Absence, Alias, AliasCause, Article, Failure, Sighting
from crawler.parsing.clean.dates import newspaper_day
from crawler.runtime.clock import ANY_TIME
from tests.crawler.making import BODY_TEXT, DATE, PATH, ROOT, SITE, article, article_html, result
from tests.site.clock import DEFAULT_TODAY, press_time
from tests.site.lies import wrong_charset
from tests.site.model import Story
from tests.site.nights import edition
from tests.site.page_frame import page as page_in_frame
from tests.site.pages import answer
from tests.site.press import OTHER_ARTICLE_MARKUP, Press
from tests.site.responses import Answer
from tests.site.truth import stories, truth, uncertain

FIELDS = (
    "kind", "headline", "description", "body", "dateline", "date_published", "date_modified",
    "byline", "authors", "agencies", "keywords", "image_url", "image_caption", "image_credit",
    "language", "word_count",
)  # fmt: skip
VARIANTS = (
    (),
    ("real-hosts", "no-json-ld"),
    ("no-meta",),
    ("no-json-ld", "no-meta"),
    ("relaunch",),
    ("relaunch", "no-json-ld", "no-meta"),
    ("relaunch-wild",),
    ("relaunch-wild", "no-json-ld", "no-meta"),
)
NIGHT = press_time(DEFAULT_TODAY, 1)
HARD = {story.hard: story for story in stories() if story.hard}
SHAPES = ("seed-page", "structured", "bare-text", "gallery", "published-and-updated")


@lru_cache(maxsize=512)
def printed(path: str, *variants: str, faults: frozenset[str] = frozenset()) -> Answer:
    return answer(Press(ROOT, edition(1), frozenset(variants), faults), path)


def read(story: Story, page: Answer, content_type: str | None = None) -> Any:
    sighting = Sighting(
        path=story.path, listing="/", seen_at=NIGHT, day=newspaper_day(story.published)
    )
    return extract(FetchedPage(page.body, story.path, SITE, NIGHT, content_type, sighting))


def differences(story: Story, found: Article, variants: tuple[str, ...]) -> list[str]:
    """Fields that are neither what the newsroom knows nor, where the page hides it, null."""
    known, visible = truth(story, ROOT), truth(story, ROOT, variants)
    unsure = uncertain(story, variants)
    wrong = []
    for field in FIELDS:
        value = getattr(found, field)
        right = [visible[field], *([None, []] if field in unsure else [])]
        if OTHER_ARTICLE_MARKUP.intersection(variants):
            right.append(known[field])
        if value not in right:
            wrong.append(f"{story.path} {field}: {value!r}")
    return wrong


@pytest.mark.parametrize("variants", VARIANTS, ids="+".join)
def test_every_field_of_every_story_is_what_the_newsroom_wrote(variants: tuple[str, ...]) -> None:
    wrong: list[str] = []
    for story in stories()[:: 12 if variants else 1]:
        found = read(story, printed(story.path, *variants))
        assert isinstance(found, Article), found
        assert found.section == {"turkey": "turkiye"}.get(story.section, story.section)
        wrong.extend(differences(story, found, variants))
    assert wrong == []


@pytest.mark.parametrize("hard", HARD)
@pytest.mark.parametrize("variants", VARIANTS[1:], ids="+".join)
def test_hard_stories(hard: str, variants: tuple[str, ...]) -> None:
    story = HARD[hard]
    assert differences(story, read(story, printed(story.path, *variants)), variants) == []


def test_own_markup_is_the_source_of_what_it_shows() -> None:
    found = read(HARD["seed-page"], printed(HARD["seed-page"].path))
    shown = {"headline", "body", "byline", "dateline", "date_published", "image_url", "keywords"}
    assert {found.sources[field] for field in shown} == {"site"}


def test_after_a_relaunch_nothing_comes_from_the_old_markup() -> None:
    found = read(HARD["seed-page"], printed(HARD["seed-page"].path, "relaunch"))
    from_the_label = {"keywords"}
    assert {field for field, way in found.sources.items() if way == "site"} == from_the_label


@pytest.mark.parametrize("hard", ["seed-page", "structured", "gallery"])
def test_a_body_that_is_gone_is_null(hard: str) -> None:
    story = HARD[hard]
    page = printed(story.path, "no-json-ld", faults=frozenset({"body-gone"}))
    found = read(story, page)
    assert (found.headline, found.body) == (story.headline, None)


def test_dates_that_are_gone_leave_the_list_s_day() -> None:
    story = HARD["seed-page"]
    found = read(story, printed(story.path, faults=frozenset({"dates-gone"})))
    assert found.sources["date_published"] == "listing"


@pytest.mark.parametrize("form", ["cp1254-as-utf-8", "utf-8-as-cp1254"])
@pytest.mark.parametrize("hard", ["turkish-letters", "odd-characters", "seed-page"])
def test_a_wrong_charset_loses_no_letter(hard: str, form: str) -> None:
    story = HARD[hard]
    lied = wrong_charset(printed(story.path), form)
    found = read(story, lied, lied.content_type)
    assert differences(story, found, ()) == []
    assert found.flags == []


def test_broken_bytes_are_flagged() -> None:
    body = article_html(body="<p>Türkiye'nin İstanbul şehri ve ağaç ile köşk.</p>").encode()
    found = article(body.replace(b"<p>", b"<p>\xff"))
    assert found.flags == ["text:replacement-characters:1"]


def test_amp_twins_are_their_articles() -> None:
    story = HARD["seed-page"]
    found = read(story, printed(f"{story.path}/amp"))
    assert isinstance(found, Article)
    assert found.path == story.path
    assert (found.headline, found.body) == (story.headline, truth(story, ROOT)["body"])


@pytest.mark.parametrize("variants", [(), ("relaunch", "no-json-ld", "no-meta")], ids="+".join)
@pytest.mark.parametrize("hard", SHAPES)
def test_a_page_cut_anywhere_is_a_failure(hard: str, variants: tuple[str, ...]) -> None:
    story = HARD[hard]
    whole = printed(story.path, *variants).body
    foot = whole.rindex(b"<footer")
    for length in [*range(0, foot, 1024), foot]:
        found = read(story, Answer(200, whole[:length]))
        if length > 100:
            assert isinstance(found, Failure), length
            assert found.cause == "cut"
        else:
            assert isinstance(found, Absence | Failure)


@pytest.mark.parametrize("hard", SHAPES)
def test_a_cut_fragment_without_its_beginning_is_read_or_refused(hard: str) -> None:
    whole = printed(HARD[hard].path).body
    for begin in range(0, len(whole), 4096):
        assert isinstance(result(whole[begin:]), Article | Absence | Failure)


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_random_bytes_are_no_article(body: bytes) -> None:
    assert isinstance(result(body), Absence | Failure)


@pytest.mark.parametrize("seed", range(25))
def test_damaged_pages_never_raise(seed: int) -> None:
    rng = random.Random(seed)
    body = bytearray(printed(HARD[SHAPES[seed % len(SHAPES)]].path).body)
    for _ in range(200):
        place = rng.randrange(len(body))
        body[place : place + rng.randrange(9)] = rng.randbytes(rng.randrange(9))
    assert isinstance(result(bytes(body)), Article | Absence | Failure)


def canonical(link: str) -> str:
    return article_html(head=f'<link rel="canonical" href="{link}">')


@pytest.mark.parametrize("body", [b"", b" \n\t ", b"\r\n"])
def test_an_empty_answer_is_a_failure(body: bytes) -> None:
    found = result(body)
    assert isinstance(found, Failure)
    assert found.cause == "empty"


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/world",
        "/asia-pacific",
        "/gallery",
        "/privacy",
        "/404",
        "/search?qsection=world",
        "/rss",
    ],
)
@pytest.mark.parametrize("variants", [(), ("no-json-ld", "no-meta")], ids="+".join)
def test_other_pages_at_an_article_s_url_are_soft_404s(
    page: str, variants: tuple[str, ...]
) -> None:
    found = result(printed(page, *variants).body)
    assert isinstance(found, Absence)
    assert not found.gone
    assert found.reason.startswith("soft-404: ")


@pytest.mark.parametrize("page", ["/", "/world", "/asia-pacific", "/gallery", "/privacy"])
def test_nor_do_they_become_articles_without_their_canonical_link(page: str) -> None:
    html = printed(page).body.decode().replace('rel="canonical"', 'rel="other"')
    assert isinstance(result(html), Absence)


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><h1>Error 404</h1></body></html>",
        "<html><body><h1 class='main_page_title'>Page not found</h1></body></html>",
        "<html><title>502 Bad Gateway</title><body><h1>502 Bad Gateway</h1></body></html>",
        "<html><head><title>Just a moment...</title></head><body><h1>Just a moment...</h1>"
        "<p>Checking your browser before you go on. Please wait.</p></body></html>",
        "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1><p>You don't "
        "have permission to access this page on this server.</p></body></html>",
        "plain text",
        '{"error": "not found"}',
        "<html></html>",
    ],
)
def test_what_is_no_article(html: str) -> None:
    found = result(html)
    assert isinstance(found, Absence), found
    assert found.path == PATH


@pytest.mark.parametrize(
    "link", ["", PATH, f"https://www.dailysabah.com{PATH}/amp?x=1", f"{PATH}#a"]
)
def test_a_canonical_link_to_itself(link: str) -> None:
    found = article(canonical(link))
    assert (found.path, found.canonical, found.body) == (PATH, None, BODY_TEXT)


def test_a_canonical_link_to_another_article_is_a_claim() -> None:
    found = article(canonical("/world/europe/new-slug"))
    assert (found.path, found.canonical) == (PATH, "/world/europe/new-slug")
    assert found.flags == ["canonical:other"]


@pytest.mark.parametrize(
    "link",
    [
        "null",
        "undefined",
        "#",
        "https://staging.dailysabah.com/world/europe/a-story",
        "https://elsewhere.example/world/europe/a-story",
        "https://www.dailysabah.com/",
        "/world",
        "/world/europe",
        "javascript:void(0)",
        "[object Object]",
        "{{ url }}",
    ],
)
def test_an_odd_canonical_link_is_flagged_and_costs_no_article(link: str) -> None:
    found = article(canonical(link))
    assert (found.path, found.canonical, found.body) == (PATH, None, BODY_TEXT)
    assert [flag.partition(":")[0] for flag in found.flags] == ["canonical"]


def test_a_canonical_link_in_the_head_s_noscript_counts() -> None:
    link = '<link rel="CANONICAL nofollow" href="/world/europe/new-slug">'
    found = article(article_html(head=f"<noscript>{link}</noscript>"))
    assert found.canonical == "/world/europe/new-slug"


def test_a_canonical_link_in_the_body_s_noscript_does_not() -> None:
    link = '<link rel="canonical" href="/world/europe/new-slug">'
    found = article(article_html(body=f"<noscript>{link}</noscript><p>{BODY_TEXT}</p>"))
    assert found.canonical is None


def test_the_first_canonical_link_in_the_head_that_names_an_article_counts() -> None:
    links = '<link rel="canonical" href="/"><link rel="canonical" href="/world/europe/a-story">'
    inside = '<link rel="canonical" href="/world/europe/another">'
    found = article(article_html(head=links, body=f"{inside}<p>{BODY_TEXT}</p>"))
    assert (found.path, found.canonical) == (PATH, None)


@pytest.mark.parametrize(
    "headline",
    [
        "404 irregular migrants held off Aegean coast",
        "404: Turkish film on loss opens in Cannes",
        "Page not found, history found: Archive opens in Bursa",
        "Access denied: Village loses its only road",
        "Just a moment: How a photo stopped a war",
        "Error in the skies: What the report says",
    ],
)
def test_an_article_may_be_called_like_an_error(headline: str) -> None:
    found = article(article_html(headline=headline))
    assert (found.headline, found.body) == (headline, BODY_TEXT)


NOTICES = (
    "404 - This page could not be found",
    "Error 404",
    "Oops! That page can’t be found.",
    "Sorry, the page you requested no longer exists",
    "Access Denied",
    "403 Forbidden",
    "Just a moment...",
    "Attention Required! | Cloudflare",
    "503 Service Temporarily Unavailable",
    "We’ll be right back",
    "Under maintenance",
    "We value your privacy",
    "Sayfa bulunamadı",
)
CARDS = "<div>Friday, Nov 20, 2026 02:55</div>" + "".join(
    f'<div><h3><a href="/world/europe/story-{n}">Night ferry number {n} returns</a></h3>'
    f"<p>The mayors of both shores met on Friday and agreed on ferry {n}, they said.</p></div>"
    for n in range(6)
)
FOR_MACHINES = (
    '<meta property="og:type" content="website"><script type="application/ld+json">'
    '{"@type": "WebPage", "name": "Daily Sabah", "datePublished": "2026-10-08T10:00:00+03:00"}'
    "</script>"
)


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("heading", ["<h1>{}</h1>", '<h1 class="main_page_title">{}</h1>', ""])
@pytest.mark.parametrize("head", ["", FOR_MACHINES])
@pytest.mark.parametrize("below", ["", CARDS])
def test_a_notice_in_the_site_s_own_frame_is_no_article(
    notice: str, heading: str, head: str, below: str
) -> None:
    html = page_in_frame(
        Press(ROOT, edition(1)),
        PATH,
        title=f"{notice} | Daily Sabah",
        head=head,
        content=f"<main>{heading.format(notice)}<p>Go back to the home page.</p>{below}</main>",
        section="",
    )
    found = result(html)
    assert isinstance(found, Absence), found
    assert not found.gone


@pytest.mark.parametrize("notice", ["Just a moment", "Access denied", "Page not found"])
def test_a_story_named_by_nothing_but_a_notice_s_words_shows_when_it_was_published(
    notice: str,
) -> None:
    assert article(article_html(headline=notice)).headline == notice


@pytest.mark.parametrize(
    "headline", ["404: A film on loss opens in Cannes", "Access denied: A road"]
)
def test_after_a_relaunch_an_article_may_be_called_so_too(headline: str) -> None:
    html = (
        f"<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>"
        f"<div>By Jane Doe</div><time>{DATE}</time><div>{RUNNING}</p></div></article></body></html>"
    )
    assert article(html).headline == headline


RUNNING = "<p>" + "</p><p>".join(f"{BODY_TEXT} It is the {n}th such plan." for n in range(4, 9))


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Harbor votes on bridge: what we know | World", "Harbor votes on bridge"),
        ("Harbor votes on bridge", "Harbor votes on bridge: what we know"),
        ("HARBOR VOTES ON BRIDGE | Daily Sabah", "Harbor votes on bridge"),
        ("Harbor votes on ‘bridge’ - Daily Sabah", "Harbor votes on 'bridge'"),
        ("World: Harbor votes on bridge", "Harbor votes on bridge"),
    ],
)
def test_a_title_and_a_headline_that_contain_each_other(title: str, headline: str) -> None:
    html = (
        f"<html><head><title>{title}</title></head><body><h1>{headline}</h1><div>{RUNNING}</p>"
        "</div></body></html>"
    )
    assert article(html).body is not None


@pytest.mark.parametrize("delay", ["0", "3", "0.5"])
def test_an_immediate_refresh_leads_to_the_article(delay: str) -> None:
    html = f'<meta http-equiv="refresh" content="{delay}; url=/world/africa/moved-here">'
    found = read_page(FetchedPage(html.encode(), PATH, SITE, NIGHT))
    assert isinstance(found, Alias)
    assert (found.target, found.cause) == ("/world/africa/moved-here", AliasCause.REFRESH)


@pytest.mark.parametrize(
    "refresh",
    [
        '<meta http-equiv="refresh" content="600; url=/world/africa/moved-here">',
        '<noscript><meta http-equiv="refresh" content="0; url=/world/africa/x"></noscript>',
        f'<meta http-equiv="refresh" content="0; url={PATH}">',
        '<meta http-equiv="refresh" content="0">',
    ],
)
def test_no_refresh_to_another_article(refresh: str) -> None:
    assert article(article_html(head=refresh)).body == BODY_TEXT


@pytest.mark.parametrize("left_out", ["</body></html>", "</html>", "</p>"])
def test_end_tags_that_may_be_left_out(left_out: str) -> None:
    html = f"<!doctype html>{article_html()}".replace(left_out, "")
    assert article(html).body == BODY_TEXT


def test_an_empty_body_is_not_filled_with_what_stands_around_it() -> None:
    html = (
        "<html><head><title>Ferry sails | Daily Sabah</title></head><body>"
        '<h1 class="main_page_title">Ferry sails</h1>'
        "<div>A view of the harbor at dawn, as seen from the old pier. (AA Photo)</div>"
        '<div class="article_body"></div>'
        "<div><p>The Daily Sabah Newsletter</p><p>Keep up to date with what is happening in "
        "Turkey, its region and the world.</p></div></body></html>"
    )
    found = extract(
        FetchedPage(
            body=html.encode(),
            path="/world/europe/ferry-sails",
            site=SITE,
            fetched_at=datetime(2026, 10, 8, tzinfo=UTC),
        )
    )
    assert isinstance(found, Article)
    assert found.body is None


def seen_in_2020(html: str, latest: datetime | None) -> Article:
    """By a clock that is behind."""
    at = datetime(2020, 3, 1, tzinfo=UTC)
    found = extract(FetchedPage(html.encode(), PATH, SITE, at, latest=latest))
    assert isinstance(found, Article)
    return found


def test_in_doubt_of_all_clocks_no_date_is_refused() -> None:
    html = article_html()
    refused, kept = seen_in_2020(html, None), seen_in_2020(html, ANY_TIME)
    assert (refused.date_published, kept.date_published is None) == (None, False)
    assert refused.flags == ["date_published:future:site"]
    assert kept.flags == []
