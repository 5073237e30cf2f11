"""Wire stories, by seed: each has its own people, places and figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.pipelines.newswire import wording


@dataclass
class Desk:
    """Who writes one story: draws its cast once, and no two sentences from the same words."""

    chance: Random
    people: list[str] = field(init=False)
    places: list[str] = field(init=False)
    bodies: list[str] = field(init=False)
    things: list[str] = field(init=False)

    def __post_init__(self) -> None:
        draw = self.chance.sample
        firsts, lasts = draw(wording.FIRST_NAMES, 6), draw(wording.LAST_NAMES, 6)
        self.people = [f"{first} {last}" for first, last in zip(firsts, lasts, strict=True)]
        self.places = draw(wording.PLACES, 4)
        self.bodies = draw(wording.BODIES, 4)
        self.things = draw(wording.THINGS, 6)

    def any(self, words: list[str]) -> str:
        return self.chance.choice(words)

    def number(self) -> str:
        low, high = self.chance.choice([(11, 99), (120, 9_900)])
        return f"{self.chance.randrange(low, high):,}"

    def money(self) -> str:
        currency = self.any(["liras", "euros", "dollars"])
        return (
            f"{self.chance.randrange(12, 980) / 10} {self.any(['million', 'billion'])} {currency}"
        )

    def year(self) -> str:
        return str(self.chance.randrange(1952, 2024))


def lead(desk: Desk) -> str:
    what, where = desk.things[0], desk.places[0]
    return (
        f"{_capital(desk.bodies[0])} in {where} {desk.any(wording.VERBS)} {what} on "
        f"{desk.any(wording.WEEKDAYS)} {desk.any(wording.CIRCUMSTANCES)}, {desk.people[0]}, "
        f"{desk.any(wording.ROLES)}, said. Some {desk.number()} people are affected, and the bill "
        f"may reach {desk.money()}."
    )


def paragraph(desk: Desk) -> str:
    """Two or three sentences of different build."""
    makers = [_action, _quotation, _figure, _background, _attribution, _closer]
    return " ".join(
        make(desk) for make in desk.chance.sample(makers, desk.chance.choice([2, 2, 3]))
    )


def story(chance: Random, paragraphs: int) -> list[str]:
    desk = Desk(chance)
    return [lead(desk), *(paragraph(desk) for _ in range(paragraphs - 1))]


def _action(desk: Desk) -> str:
    return (
        f"{desk.any(wording.OPENERS)} {desk.any(desk.bodies)} {desk.any(wording.VERBS)} "
        f"{desk.any(desk.things)}, {desk.any(wording.CLAUSES)}, {desk.any(wording.CIRCUMSTANCES)}."
    )


def _quotation(desk: Desk) -> str:
    speaker = desk.any(desk.people)
    said = desk.any([f"said {speaker}, {desk.any(wording.ROLES)}", f"{speaker} told reporters",
                     f"{speaker} said in {desk.any(desk.places)}"])  # fmt: skip
    return f'"{desk.any(wording.REMARKS)}," {said}.'


def _figure(desk: Desk) -> str:
    return desk.any([
        f"About {desk.number()} of them came from {desk.any(desk.places)}, compared with "
        f"{desk.number()} in {desk.year()}.",
        f"The work costs {desk.money()} and is to last until {desk.any(wording.MONTHS)}, "
        f"{desk.any(wording.CIRCUMSTANCES)}.",
        f"In {desk.year()} {desk.any(desk.bodies)} spent {desk.money()} on "
        f"{desk.any(desk.things)}.",
        f"Of {desk.number()} applications only {desk.number()} were granted, most of them in "
        f"{desk.any(desk.places)}.",
        f"Losses of {desk.money()} had been reported by {desk.any(wording.MONTHS)}, "
        f"{desk.chance.randrange(3, 60)}% more than a year earlier.",
    ])  # fmt: skip


def _background(desk: Desk) -> str:
    done = desk.any(["opened", "founded", "planned", "rebuilt", "sold"])
    return (
        f"{_capital(desk.any(desk.things))}, {desk.any(wording.CLAUSES)}, was {done} "
        f"in {desk.year()} {desk.any(wording.CIRCUMSTANCES)}."
    )


def _attribution(desk: Desk) -> str:
    said = desk.any(["recalled", "insisted", "denied", "confirmed", "estimated", "hinted"])
    return (
        f"{desk.any(desk.people)}, {desk.any(wording.ROLES)}, {said} that "
        f"{desk.any(desk.bodies)} {desk.any(wording.VERBS)} {desk.any(desk.things)} "
        f"{desk.any(wording.CIRCUMSTANCES)}."
    )


def _closer(desk: Desk) -> str:
    return f"{desk.any(wording.CLOSERS)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
