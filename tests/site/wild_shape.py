"""Which of the shapes of other newspapers' pages an article has after the wild relaunch.

Every trait is drawn on its own, so that each stands beside each other one on some page.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from tests.site.model import Story
from tests.site.wording import body_of

TextForm = Literal["paragraphs", "boxed", "divisions", "breaks"]
HeadlinePlace = Literal["above", "in-text", "in-box-with-text"]
Wrapper = Literal["form", "tag-instagram", "no-ads", "sharing-enabled", "comments-open"]
StatedBody = Literal["none", "flat", "stub", "whole"]
Comments = Literal["none", "list", "sections", "camel", "widget"]
Beside = Literal["none", "aside", "column", "table"]
Notice = Literal["newsletter", "newsletter-in-text", "consent", "wall"]

WRAPPERS: tuple[Wrapper, ...] = (
    "form", "tag-instagram", "no-ads", "sharing-enabled", "comments-open",
)  # fmt: skip
NOTICES: tuple[Notice, ...] = ("newsletter", "newsletter-in-text", "consent", "wall")


@dataclass(frozen=True)
class Shape:
    text: TextForm
    headline: HeadlinePlace
    wrappers: tuple[Wrapper, ...]
    """From the outermost in."""
    stated: StatedBody
    """What JSON-LD says the body is."""
    comments: Comments
    beside: Beside
    notices: frozenset[Notice]
    more_below: bool
    """Whether cards with a sentence each stand under the text."""


def shape_of(story: Story) -> Shape:
    rng = random.Random(f"wild {story.path}")
    return Shape(
        text=rng.choice(("paragraphs", "boxed", "divisions", "breaks")),
        headline=rng.choice(("above", "in-text", "in-box-with-text")),
        wrappers=tuple(rng.sample(WRAPPERS, rng.randint(0, 3))),
        stated=rng.choice(("none", "none", "flat", "stub", "stub", "whole")),
        comments=rng.choice(("none", "list", "sections", "camel", "widget")),
        beside=rng.choice(("none", "aside", "column", "table")),
        notices=frozenset(rng.sample(NOTICES, rng.randint(0, 3))),
        more_below=rng.random() < 0.5,
    )


def stated_body(story: Story) -> str | None:
    """The `articleBody` of the page's JSON-LD."""
    body = body_of(story)
    if not body:
        return None
    match shape_of(story).stated:
        case "whole":
            return body
        case "flat":
            return " ".join(body.split())
        case "stub":
            return body.split("\n\n")[0].partition(". ")[0].rstrip(".") + "."
        case _:
            return None
