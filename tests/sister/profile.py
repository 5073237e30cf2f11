"""The Andean Courier of Bogotá, a newspaper that does not exist."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from crawler.items import Kind
from crawler.newspaper.profile import Newspaper, Paths, Selectors, Wording

PROFILE = Newspaper(
    name="Andean Courier",
    slug="andean-courier",
    root="https://www.andean-courier.example",
    hosts=frozenset({"www.andean-courier.example", "andean-courier.example"}),
    zone=ZoneInfo("America/Bogota"),
    charset="mac-roman",
    paths=Paths(
        kinds={"album": Kind.GALLERY, "voices": Kind.COLUMN},
        sections={"album": "album"},
        twins={"barrios": "districts"},
        moved={"barrios": "districts"},
        forms={"story": Kind.ARTICLE},
        no_articles=frozenset({"classifieds"}),
        pictures="/photographs/",
    ),
    wording=Wording(
        names=("Andean Courier", "The Courier"),
        bylines=("andean courier", "courier"),
        logo=frozenset({"andean", "courier"}),
        agencies={"ANC": "anc, andean news cooperative"},
        credits=frozenset({"el reloj"}),
        places=frozenset({"chapinero", "zipaquira"}),
        endings=("the courier in your inbox",),
    ),
    selectors=Selectors(
        headline="h1.hed",
        byline_block="p.who-and-when",
        body="div.prose",
        lead_image="figure.opener img",
        menu="li.department",
        section_container="ol#front",
        section_list="ol#front > li",
        card_title="strong > a[href]",
        card_day="i.when",
    ),
)
