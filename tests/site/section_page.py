"""Landing pages of sections, and the cards that home and search pages share with them."""

from __future__ import annotations

import random
from collections.abc import Iterable

from tests.site.clock import day_text
from tests.site.markup import lazy_image, text, twice_escaped
from tests.site.model import Card, Section, Story
from tests.site.page_frame import page
from tests.site.press import REAL_ROOT, Press

RELAUNCH = (
    ("ajax_section_articles", "stream"),
    ("items_list", "stream-rows"),
    ("widget_content", "row-text"),
    ("date_text", "row-day"),
    ("numbered_list", "top-ten"),
    ("absolute_right_link", "more-link"),
    ("search_results", "stream-hits"),
    ("page_number", "leaf"),
    ("home_hero", "stage"),
)
OTHER_ROOTS = ("http://www.dailysabah.com", "https://dailysabah.com", "http://dailysabah.com")


def relaunched(press: Press, html: str) -> str:
    if "relaunch-listing" in press.variants:
        for old, new in RELAUNCH:
            html = html.replace(old, new)
    return html


def section_page(press: Press, section: Section) -> str:
    cards = press.edition.lists[section.slug]
    content = (
        f'<main>\n<h1 class="page_title">{text(section.name)}</h1>\n'
        f'<div class="absolute_right_link"><a href="/search?qsection={section.slug}">See All</a>'
        f'</div>\n<div id="ajax_section_articles"><ul class="items_list">\n'
        f"{cards_html(press, cards)}</ul></div>\n{_load_more()}\n</main>\n"
        f"<aside>{_most_read(press, section.slug)}{_promo(press, section.slug)}</aside>"
    )
    return relaunched(
        press,
        page(
            press,
            f"/{section.slug}",
            title=f"{text(section.name)} News | Daily Sabah",
            head=f'<meta name="description" content="Latest {text(section.name)} news">',
            content=content,
            section=section.slug,
        ),
    )


def cards_html(press: Press, cards: Iterable[Card], size: str = "398x208") -> str:
    return "".join(_card(press, card, size) for card in cards)


def headline_html(story: Story) -> str:
    if story.style.headline_escaped_twice:
        return twice_escaped(story.headline)
    return text(story.headline)


def _card(press: Press, card: Card, size: str) -> str:
    link = _href(press, card)
    return (
        f'<li><div class="widget"><a href="{link}">{lazy_image(card.story.picture, size)}</a>'
        f'<div class="widget_content"><h3><a href="{link}">{headline_html(card.story)}</a></h3>'
        f'<span class="date_text">{day_text(card.story.published)}</span></div></div></li>\n'
    )


def _href(press: Press, card: Card) -> str:
    url = press.url(card.link).replace("&", "&amp;")
    if "real-hosts" in press.variants:
        rng = random.Random(f"host {card.link}")
        if rng.random() < 0.2:
            return url.replace(REAL_ROOT, rng.choice(OTHER_ROOTS))
    return url


def _load_more() -> str:
    return (
        "<a class=\"load_more\" data-view='ajax_section_articles' data-llmit_articles='100' "
        "data-current_count='9' href=\"javascript:void(0);\">Load more</a>"
    )


def _others(press: Press, section: str, count: int, what: str) -> list[Story]:
    """Stories of other sections, each also in its own section's list."""
    rng = random.Random(f"{what} {section}")
    pool = [
        cards[index].story
        for slug, cards in sorted(press.edition.lists.items())
        for index in (0, 1)
        if slug != section and len(cards) > 1
    ]
    own = {card.story.path for card in press.edition.lists[section]}
    picked = rng.sample(pool, min(len(pool), 3 * count))
    return [story for story in dict.fromkeys(picked) if story.path not in own][:count]


def _most_read(press: Press, section: str) -> str:
    items = "".join(
        f'<li><a href="{press.url(story.path)}">{headline_html(story)}</a></li>'
        for story in _others(press, section, 5, "most read")
    )
    return f'<h4>MOST READ</h4><ul class="numbered_list">{items}</ul>'


def _promo(press: Press, section: str) -> str:
    cards = [Card(story, story.path) for story in _others(press, section, 3, "promo")]
    return (
        f'<div class="promo_box"><ul class="items_list">{cards_html(press, cards, "190x100")}</ul>'
        "</div>"
    )
