"""Lead pictures and their captions."""

from __future__ import annotations

from tests.site.hard.draft import draft
from tests.site.model import AltForm, Picture, Story, Style
from tests.site.paths import photo_url
from tests.site.stories import Desk

Case = tuple[str, str, str, str | None, str | None, AltForm]
CASES: tuple[Case, ...] = (
    ("nested-parentheses", "syrian-crisis", "Tents arrive before the snow",
     "Part of the tents sent by the islands, Feb. 7, 2026.",
     "Islands Relief Fund (IRF) via AA Photo", "double-escaped"),
    ("caption-escaped-twice", "europe", "Crowds greet the new king's bakers",
     "The king's head baker signs the guild's book at St. Anne's Hall, Sept. 10, 2026.",
     "Reuters Photo", "double-escaped"),
    ("single-quoted-attribute", "asia-pacific", "Lanterns spell a message",
     'People walk past a screen with a "Pray for rain" message in Taipei, Sept. 8, 2026.',
     "EPA Photo", "single-quoted"),
    ("quotes-in-caption", "islamophobia", "Court hears the sign painter",
     "The photo shows a sign with the inscription \"Cour de l'Union\" in Luxembourg.",
     "Reuters File Photo", "plain"),
    ("leading-parenthesis", "health", "Salt shakers leave the canteen",
     "(FILES) In this file photo, a cook (L) salts a pan at Union Station, Jan. 7, 2026.",
     "Photo by Frederica BRUN / AFP", "double-escaped"),
    ("caption-without-credit", "food", "Vinegar cellar opens its doors",
     "Barrels in the cellar of the cooperative, Urla.", None, "double-escaped"),
    ("credit-without-caption", "tech", "Game studio hires a poet",
     None, "Shutterstock Photo", "double-escaped"),
    ("lead-without-caption", "finance", "Coin collectors queue at the mint",
     None, None, "double-escaped"),
)  # fmt: skip


def picture_kinds(desk: Desk) -> list[Story]:
    stories = [_pictured(desk, number, case) for number, case in enumerate(CASES)]
    bare = draft(desk, "football", "no-picture", "Groundsmen count the worms", picture=None)
    return [*stories, bare]


def _pictured(desk: Desk, number: int, case: Case) -> Story:
    kind, section, headline, caption, credit, form = case
    day = desk.closing.strftime("%Y/%m/%d")
    picture = Picture(photo_url(470_001 + number, day), caption, credit)
    return draft(desk, section, kind, headline, picture=picture, style=Style(alt=form))
