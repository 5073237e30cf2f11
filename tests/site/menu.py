"""The sections: names and landing slugs as the newspaper's own menu has them."""

from __future__ import annotations

from tests.site.model import Section

ARTICLE_PREFIX = {
    "politics": "politics",
    "turkey": "turkiye",
    "world": "world",
    "business": "business",
    "lifestyle": "life",
    "arts": "arts",
    "sports": "sports",
    "opinion": "opinion",
}
NEW_SUBSECTION = Section("volleyball", "Volleyball")
VANISHED_SUBSECTION = "performing-arts"


def _section(slug: str, name: str, children: str = "") -> Section:
    return Section(slug, name, tuple(_child(text) for text in children.split(", ") if text))


def _child(name: str) -> Section:
    return Section(name.lower().replace("'", "").replace(" ", "-"), name)


_FIRST_NIGHT = (
    _section(
        "politics",
        "Politics",
        "Diplomacy, Legislation, War On Terror, EU Affairs, Elections, News Analysis",
    ),
    _section(
        "turkey",
        "TÜRKİYE",
        "Istanbul, Education, Investigations, Minorities, Expat Corner, Diaspora",
    ),
    _section(
        "world",
        "World",
        "Mid-East, Europe, Americas, Asia Pacific, Africa, Syrian Crisis, Islamophobia",
    ),
    _section(
        "business",
        "Business",
        "Automotive, Economy, Energy, Finance, Tourism, Tech, Defense, Transportation, "
        "News Analysis",
    ),
    _section(
        "lifestyle",
        "Lifestyle",
        "Health, Environment, Travel, Food, Fashion, Science, Religion, History, Feature, "
        "Expat Corner",
    ),
    _section("arts", "Arts", "Cinema, Music, Events, Portrait, Reviews, Performing Arts"),
    _section("sports", "Sports", "Football, Basketball, Motorsports, Tennis"),
    _section("gallery", "Gallery"),
    _section("opinion", "Opinion", "Columns, Op-Ed, Reader's Corner, Editorial"),
    _section("ds-tv", "TV"),
)


def menu_of(night: int) -> tuple[Section, ...]:
    if night == 1:
        return _FIRST_NIGHT
    return tuple(_changed(section) for section in _FIRST_NIGHT)


def _changed(section: Section) -> Section:
    kept = tuple(c for c in section.children if c.slug != VANISHED_SUBSECTION)
    if section.slug == "sports":
        kept = (*kept, NEW_SUBSECTION)
    return Section(section.slug, section.name, kept)
