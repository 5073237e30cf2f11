"""Sentences, headlines and keywords from the desks' words; the same seed, the same text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.site.vocabulary import (
    ADJECTIVES,
    DESKS,
    FIRST_NAMES,
    HEADLINE_TAILS,
    HEADLINE_VERBS,
    LAST_NAMES,
    REASONS,
    ROLES,
    SAYINGS,
    TIMES,
    TOPICS,
    Desk,
)

SENTENCES = (
    "{Actor} {action} in {place} {time}, {reason}.",
    "{Time}, {actor} and {actor} {action} over {thing}.",
    "{person}, {role}, said {saying}.",
    '"{Saying}," {person} told Daily Sabah {time}.',
    "“{Saying},” said {person}, {role} in {place}.",
    "Some {number} people in {place} depend on {thing}, {person} estimated.",
    "{Actor} had {action} once before, {time}, with {adjective} results.",
    "A {adjective} compromise on {thing} was reached {time} when {actor} {action}.",
    "For {person}, who grew up in {place}, {thing} means more than {thing}.",
    "By contrast, {actor} {action} {reason}.",
    "The share of {thing} rose to {percent}% from {percent}%, {actor} reported {time}.",
    "{Thing} and {thing} cost {number} thousand liras more than {time}.",
    "That leaves {actor} with a {adjective} choice between {thing} and {thing}.",
    "Not everyone agrees: {person} calls the {topic} {adjective}.",
    "Between {place} and {place}, {number} workers looked after {thing} {time}.",
    "{Actor}’s report runs to {number} pages and mentions {thing} {percent} times.",
    "What began as a {adjective} idea about {thing} became the {topic}.",
    "In {place}, {actor} {action}; in {place}, {actor} {action}.",
    "{person} remembers {year}, when {actor} {action}.",
    "Critics in {place} point to {thing}, {reason}.",
    "The {adjective} part, {person} added, is that {saying}.",
    "{Actor} neither confirmed nor denied that {actor} {action} {time}.",
    "It took {number} days until {actor} {action}.",
    "Under the plan, {thing} would reach {place} {time}.",
    "{Number} kilometers from {place}, {thing} tells a {adjective} story.",
    "Asked about {thing}, {person} answered that {saying}.",
    "{Reason}, {actor} turned to {thing}.",
    "The figures for {year} look {adjective}: {number} against {number} in {place}.",
    "Without {thing}, says {role}, the {topic} would be {adjective} at best.",
    "{person}'s team compared {thing} in {place} with {thing} in {place}.",
    "There is a {adjective} precedent: {time}, {actor} {action}.",
    "Few in {place} expected that {actor} would be so {adjective}.",
)
CLOSINGS = (
    "The next meeting on the {topic} is planned {time} in {place}.",
    "Until then, {thing} stays where it is, {reason}.",
    "{person} will be watching {place} {time}: “{Saying}.”",
    "A decision about {thing} is due {time}, {actor} noted.",
    "And the {topic}? “{Saying},” {person} replied.",
)
SUBHEADINGS = (
    "{Adjective} signs in {place}",
    "What {actor} wants",
    "The question of {thing}",
    "From {place} to {place}",
    "{Number} days later",
)
_SLOT = re.compile(r"\{(\w+)\}")


class Writer:
    """Writes for one section with one source of chance."""

    def __init__(self, section: str, desk: str, rng: random.Random) -> None:
        self.rng = rng
        self.desk: Desk = DESKS[desk]
        self.topics = TOPICS[section].split("|")
        self.topic = rng.choice(self.topics)
        self._deck: list[str] = []
        self._slots: dict[str, Callable[[], str]] = {
            "actor": lambda: rng.choice(self.desk.actors),
            "action": lambda: rng.choice(self.desk.actions),
            "thing": lambda: rng.choice(self.desk.things),
            "place": lambda: rng.choice(self.desk.places),
            "topic": lambda: _lower_first(self.topic),
            "person": self.person,
            "role": lambda: rng.choice(ROLES),
            "adjective": lambda: rng.choice(ADJECTIVES),
            "time": lambda: rng.choice(TIMES),
            "saying": lambda: rng.choice(SAYINGS),
            "reason": lambda: rng.choice(REASONS),
            "number": lambda: str(rng.randint(3, 970)),
            "percent": lambda: f"{rng.randint(2, 88)}.{rng.randint(0, 9)}",
            "year": lambda: str(rng.randint(1961, 2024)),
        }

    def person(self) -> str:
        return f"{self.rng.choice(FIRST_NAMES)} {self.rng.choice(LAST_NAMES)}"

    def place(self) -> str:
        return self.rng.choice(self.desk.places)

    def fill(self, template: str) -> str:
        return _SLOT.sub(self._fill_slot, template)

    def _fill_slot(self, match: re.Match[str]) -> str:
        slot = match[1]
        text = self._slots[slot.lower()]()
        return text[0].upper() + text[1:] if slot[0].isupper() else text

    def headline(self) -> str:
        verb = self.rng.choice(HEADLINE_VERBS)
        tail = self.fill(self.rng.choice(HEADLINE_TAILS))
        return f"{self.topic} {verb} {self.place()} {tail}"

    def paragraph(self) -> str:
        templates = [self._sentence() for _ in range(self.rng.choice((1, 2, 2, 3, 3)))]
        return decorated(" ".join(self.fill(t) for t in templates), self.rng)

    def _sentence(self) -> str:
        if not self._deck:
            self._deck = self.rng.sample(SENTENCES, len(SENTENCES))
        return self._deck.pop()

    def paragraphs(self, count: int) -> list[str]:
        return [
            *(self.paragraph() for _ in range(count - 1)),
            self.fill(self.rng.choice(CLOSINGS)),
        ]

    def subheading(self) -> str:
        return self.fill(self.rng.choice(SUBHEADINGS))

    def caption(self) -> str:
        return self.fill("{Actor} {time} near {thing} in {place}")

    def keywords(self) -> tuple[str, ...]:
        pool = [self.place(), self.topic, self.rng.choice(self.desk.things), self.place()]
        words = (word.replace("İ", "i").lower() for word in pool)
        return tuple(dict.fromkeys(w.removeprefix("the ").removeprefix("a ") for w in words))


def decorated(text: str, rng: random.Random) -> str:
    """With the odd characters that editors' systems leave in a text."""
    chance = rng.random()
    if chance < 0.16:
        return text.replace(" ", "\u00a0", 1)
    if chance < 0.22:
        return text.replace(" ", " \u200b", 1)
    if chance < 0.28:
        return re.sub(r"(\w{5})(\w{5})", "\\1\u00ad\\2", text, count=1)
    if chance < 0.31:
        return f"{text} {rng.choice(('🌊', '⚽', '📈', '🎬'))}"
    return text


def slugified(headline: str) -> str:
    folded = headline.lower().translate(str.maketrans("çğıöşüâîé", "cgiosuaie"))
    folded = folded.replace("i\u0307", "i").replace("'", "").replace("’", "")
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def _lower_first(text: str) -> str:
    return text[0].lower() + text[1:]
