"""Bodies whose markup is not one paragraph after the other, and odd heads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tests.site.hard.draft import draft, paragraphs
from tests.site.model import Block, JsonForm, Story, Style
from tests.site.stories import Desk

JSON_FORMS: tuple[tuple[JsonForm, str, str], ...] = (
    ("graph", "defense", "Patrol boat passes its sea trials"),
    ("list", "transportation", "Night train gets a dining car"),
    ("semicolon", "elections", "Two villages vote a week late"),
    ("raw-newline", "eu-affairs", "Customs forms shrink to one page"),
    ("trailing-comma", "war-on-terror", "Gendarmes find a cave full of radios"),
)


def body_kinds(desk: Desk) -> list[Story]:
    return [
        *_layouts(desk),
        _structured(draft(desk, "minorities", "structured", "A choir of four alphabets")),
        _cluttered(draft(desk, "diaspora", "foreign-parts", "Tea house in the north turns forty")),
        _odd_characters(draft(desk, "expat-corner", "odd-characters", "Nine boxes and a parrot")),
        *_short(desk),
        *_odd_heads(desk),
        *(
            draft(desk, section, f"json-{form}", headline, style=Style(json=form))
            for form, section, headline in JSON_FORMS
        ),
    ]  # fmt: skip


def _layouts(desk: Desk) -> Iterable[Story]:
    bare = draft(desk, "mid-east", "bare-text", "Rain fills the old cisterns",
                 style=Style(layout="breaks"))  # fmt: skip
    yield replace(bare, blocks=paragraphs(bare, 9))
    nested = draft(desk, "africa", "badly-nested", "Market women run the radio",
                   style=Style(layout="badly-nested"))  # fmt: skip
    first, second, *rest = paragraphs(nested, 8)
    heading = Block("h3", "A studio above the fish stalls")
    yield replace(nested, blocks=(first, second, heading, *rest))
    wrapped = draft(desk, "motorsports", "no-p-but-div", "Mud decides the hill climb",
                    style=Style(layout="wrapped"))  # fmt: skip
    yield replace(wrapped, blocks=paragraphs(wrapped, 7))


def _structured(story: Story) -> Story:
    one, two, three, *rest = paragraphs(story, 6)
    return replace(story, blocks=(
        one,
        Block("h2", "Many scripts, one hymn"),
        two,
        Block("list", "The evening’s program has three parts:", (
            "A lullaby from Mardin", "A psalm, sung standing", "The “long song” of the coast",
        )),
        Block("h3", "What the oldest singer says"),
        Block("quote", "I never learned to read music. I read the faces of the others."),
        three,
        Block("list", "", ("Doors open at seven", "The courtyard seats ninety")),
        *rest,
    ))  # fmt: skip


def _cluttered(story: Story) -> Story:
    one, two, three, four, *rest = paragraphs(story, 7)
    return replace(story, blocks=(
        one,
        Block("figure", "Glasses wait on the zinc counter of the tea house. (DHA Photo)"),
        two,
        Block("script", "in-article-3"),
        Block("tweet", "Forty years of tea and not one cup spilled on me!"),
        three,
        Block("iframe", "https://www.youtube.com/embed/y1y1y1y1y1y"),
        Block("related", "Why the samovar came back"),
        four,
        Block("cookie", "This embed stores cookies; last updated on Sep 28, 2026."),
        *rest,
    ))  # fmt: skip


def _odd_characters(story: Story) -> Story:
    return replace(story, blocks=(
        Block("p", "Nine boxes,\u00a0one parrot and a map of the\u00a0city: that was the plan."),
        Block("p", "\u200bThe parrot, Ağabey, speaks Turkish – badly – and “swears” in \"Dutch.\""),
        Block("p", "Resi\u00addence per\u00admits take time\u200b; the queue’s number was 1,047."),
        Block("p", "“It’s not chaos," + '" says the clerk, “it’s Çarşamba." 🦜'),
        Block("p", "Rent < salary? In Şişli, A&B Movers say, that’s no longer certain."),
        *paragraphs(story, 4),
    ))  # fmt: skip


def _short(desk: Desk) -> Iterable[Story]:
    sentence = Block("p", "The governor of the lake province has resigned, his office said Friday.")
    yield draft(desk, "politics", "one-sentence", "Lake governor resigns", blocks=(sentence,))
    flash = draft(desk, "world", "one-paragraph", "Tremor felt across the strait")
    yield replace(flash, blocks=paragraphs(flash, 1))


def _odd_heads(desk: Desk) -> Iterable[Story]:
    yield draft(
        desk, "arts", "headline-escaped-twice", "Baker's daughter wins 'golden quill' & a goat",
        style=Style(headline_escaped_twice=True),
    )  # fmt: skip
    yield draft(desk, "business", "headline-with-signs", "Oil & steel: what < $50 means for “us”")
    yield draft(desk, "sports", "no-keywords", "Oil wrestlers rest a week", keywords=())
    yield draft(
        desk, "opinion", "repeated-keywords", "On reading slowly",
        style=Style(repeated_keywords=True),
    )  # fmt: skip
    yield draft(
        desk, "lifestyle", "no-description", "Grandfathers join the kite club", description=None
    )
    yield draft(
        desk, "turkey", "body-in-json", "Snow plows reach the last hamlet",
        style=Style(body_in_json=True),
    )  # fmt: skip
