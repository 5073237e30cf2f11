"""Who signs, and where from."""

from __future__ import annotations

from tests.site.hard.draft import draft
from tests.site.model import Byline, Story
from tests.site.stories import DAILY_SABAH, Desk

Case = tuple[str, str, str, Byline | None, str | None]

CASES: tuple[Case, ...] = (
    ("agency-with-city", "africa", "Cocoa growers meet buyers at the lagoon",
     Byline("AGENCE FRANCE-PRESSE", agencies=("AFP",)), "ABIDJAN"),
    ("agency-without-city", "americas", "Ferry line to the islands runs again",
     Byline("Reuters", agencies=("Reuters",)), None),
    ("city-of-two-words", "tech", "Chip makers compare notes on cooling",
     Byline("ASSOCIATED PRESS", agencies=("AP",)), "KUALA LUMPUR"),
    ("two-cities", "diplomacy", "Envoys trade drafts between two capitals",
     Byline("ANADOLU AGENCY", agencies=("AA",)), "ANKARA / BAKU"),
    ("one-word-byline", "mid-east", "Well diggers find an older well",
     Byline("AGENCIES", agencies=("Agencies",)), "AMMAN"),
    ("several-people", "feature", "Three reporters spend a night at the tram depot",
     Byline("Ayşe Yılmaz, Tom van der Berg and Lale J. Işık",
            ("Ayşe Yılmaz", "Tom van der Berg", "Lale J. Işık")), "ISTANBUL"),
    ("daily-sabah-with-agency", "europe", "Barges wait for the river to rise",
     Byline("Daily Sabah with AFP", DAILY_SABAH, ("AFP",)), "BUDAPEST"),
    ("daily-sabah-with-agencies", "syrian-crisis", "Bakery reopens after the long winter",
     Byline("DAILY SABAH WITH AGENCIES", DAILY_SABAH, ("Agencies",)), "ISTANBUL"),
    ("daily-sabah-with-two-agencies", "istanbul", "Old pier gets a second roof",
     Byline("Daily Sabah with AA, DHA", DAILY_SABAH, ("AA", "DHA")), "ISTANBUL"),
    ("dpa", "automotive", "Quiet engines worry the bus drivers",
     Byline("German Press Agency - dpa", agencies=("dpa",)), "STUTTGART"),
    ("anadolu-agency", "energy", "Wind crews climb before the storm",
     Byline("Anadolu Agency", agencies=("AA",)), "ÇANAKKALE"),
    ("reuters", "finance", "Short bonds find patient buyers",
     Byline("Reuters", agencies=("Reuters",)), "LONDON"),
    ("iha", "education", "Snow closes schools in four districts",
     Byline("İhlas News Agency - IHA", agencies=("IHA",)), "VAN"),
    ("upi", "science", "Telescope sees its own shadow",
     Byline("United Press International - UPI", agencies=("UPI",)), "WASHINGTON"),
    ("xinhua", "asia-pacific", "Bamboo scaffolders keep their licenses",
     Byline("Xinhua", agencies=("Xinhua",)), "HONG KONG"),
    ("turkish-letters", "music", "Forgotten ney recordings come home",
     Byline("İbrahim Şükrü Iğdırlı", ("İbrahim Şükrü Iğdırlı",)), "KONYA"),
    ("capital-turkish-letters", "religion", "Calligraphers mend a wall of verses",
     Byline("ÇİĞDEM ŞIMARIK", ("ÇİĞDEM ŞIMARIK",)), "BURSA"),
    ("initials", "reviews", "A thin book about thick walls",
     Byline("J. R. Öğüt", ("J. R. Öğüt",)), None),
    ("hyphens", "portrait", "The cellist who tunes by the sea",
     Byline("Ömer-Faruk Saint-Clair", ("Ömer-Faruk Saint-Clair",)), "İZMİR"),
    ("particles", "op-ed", "A treaty needs a second reader",
     Byline("Ludwig van der Berg", ("Ludwig van der Berg",)), None),
    ("four-words", "columns", "Against the tyranny of the ring road",
     Byline("María José de Almeida", ("María José de Almeida",)), None),
    ("one-name", "readers-corner", "Why I count the swifts each May",
     Byline("Gülsüm", ("Gülsüm",)), None),
    ("person-with-agency", "basketball", "Bench players carry the night",
     Byline("Elif Çelik with AP", ("Elif Çelik",), ("AP",)), "ISTANBUL"),
    ("no-byline", "editorial", "What a bridge is for", None, None),
    ("no-byline-with-city", "environment", "Storks are early at the lake", None, "BURSA"),
)  # fmt: skip


def byline_kinds(desk: Desk) -> list[Story]:
    return [
        draft(desk, section, kind, headline, byline=byline, city=city)
        for kind, section, headline, byline, city in CASES
    ]
