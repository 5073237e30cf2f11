from __future__ import annotations

from tests.site.markup import lazy_image
from tests.site.model import Card
from tests.site.page_frame import page
from tests.site.press import Press
from tests.site.section_page import cards_html, headline_html, relaunched


def home_page(press: Press) -> str:
    tops = [press.edition.lists[section.slug] for section in press.edition.menu]
    heroes = [cards[0].story for cards in tops[:6]]
    promo = [Card(cards[1].story, cards[1].story.path) for cards in tops]
    hero_html = "".join(
        f'<div class="hero"><a href="{press.url(story.path)}">'
        f"{lazy_image(story.picture, '800x531')}<h2>{headline_html(story)}</h2></a></div>"
        for story in dict.fromkeys(heroes)
    )
    content = (
        f'<main><section class="home_hero">{hero_html}</section>'
        f'<ul class="items_list">{cards_html(press, promo)}</ul></main>'
    )
    html = page(
        press,
        "/",
        title="Daily Sabah - Latest &amp; Breaking News from Türkiye | Istanbul",
        head='<meta name="description" content="News from Türkiye and its region">',
        content=content,
        section="",
    )
    return relaunched(press, html)
