"""What has much in common and is another article."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from random import Random

from tests.pipelines.newswire import wording
from tests.pipelines.newswire.bulletins import BULLETINS, fixing, quake_with_background
from tests.pipelines.newswire.forms import ISSUER, QUAKE_BACKGROUND
from tests.pipelines.newswire.stories import Desk, lead, paragraph, story

Bodies = tuple[str, str]


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


def _twice(write: Callable[[], list[str]]) -> Bodies:
    return _joined(write()), _joined(write())


def bulletins(template: Callable[[Random], str], chance: Random) -> Bodies:
    return template(chance), template(chance)


def aftershock(chance: Random) -> Bodies:
    """The same place on the same day: magnitude and time are others."""
    one = quake_with_background(chance)
    other = re.sub(r"magnitude [\d.]+", f"magnitude {chance.randrange(60, 69) / 10}", one)
    return one, re.sub(r"hit at [\d:]+", f"hit at 3:{chance.randrange(10, 60)}", other)


def fixing_of_the_next_day(chance: Random) -> Bodies:
    """One of the two rates is as it was."""
    one, other = fixing(chance), fixing(chance)
    rate = re.compile(r"dollar at [\d.]+")
    found = rate.search(one)
    assert found
    other = rate.sub(found.group(), other)
    days = re.compile("|".join(wording.WEEKDAYS))
    today = days.findall(one)[0]
    tomorrow = wording.WEEKDAYS[(wording.WEEKDAYS.index(today) + 1) % 7]
    return one, days.sub(tomorrow, other)


def two_agencies(chance: Random) -> Bodies:
    """One event, the same people and a common quotation, each desk's own sentences."""
    desk = Desk(chance)
    quotation = f'"{desk.any(wording.REMARKS)}," said {desk.people[0]}, {desk.any(wording.ROLES)}.'
    return _twice(lambda: [lead(desk), quotation, *(paragraph(desk) for _ in range(6))])


def common_background(chance: Random) -> Bodies:
    """What is new takes a few paragraphs, what the desk keeps at hand follows."""
    kept = [QUAKE_BACKGROUND, ISSUER, *(paragraph(Desk(chance)) for _ in range(2))]
    background = chance.sample(kept, chance.choice([1, 2, 3]))
    return _twice(lambda: [*story(chance, 2 + len(background)), *background])


def common_quotation(chance: Random) -> Bodies:
    said = " ".join(f"{remark}." for remark in chance.sample(wording.REMARKS, 7))
    speech = f'"{said}" the president said.'
    return _twice(lambda: [*story(chance, 2), speech, *story(chance, 3)])


def sign_off(chance: Random) -> Bodies:
    """Two columns of one author."""
    about = (
        f"{Desk(chance).people[0]} has written about cities since {chance.randrange(1970, 2015)} "
        f"and teaches at a university in {chance.choice(wording.PLACES)}. The views expressed in "
        "this column are the author's own and do not necessarily reflect those of the newspaper. "
        "Letters to the author are forwarded by the editors, who may shorten them."
    )
    return _twice(lambda: [*story(chance, 5), about])


def live_blogs(chance: Random) -> Bodies:
    """Two days of one, below the same introduction."""
    desk = Desk(chance)
    intro = paragraph(desk)

    def day() -> str:
        entries = [
            f"{chance.randrange(7, 23)}:{chance.randrange(10, 60)} GMT - {paragraph(desk)}"
            for _ in range(7)
        ]
        return _joined([f"{intro} Follow the events as they happen.", *entries])

    return day(), day()


def obituary(chance: Random) -> Bodies:
    """The news of a death, and the life that was lived."""
    desk = Desk(chance)
    who, born = desk.people[0], chance.randrange(1925, 1960)
    death = (
        f"{who}, {desk.any(wording.ROLES)}, died in {desk.places[0]} at the age of {2024 - born}."
    )
    news = [death, *(paragraph(desk) for _ in range(2))]
    life = [f"{death} {who.split()[0]} was born in {desk.places[1]} in {born}.",
            *(paragraph(desk) for _ in range(6))]  # fmt: skip
    return _joined(news), _joined(life)


def briefs(chance: Random) -> Bodies:
    """Two or three sentences, of which one may be common."""
    common = f"{chance.choice(wording.CLOSERS)}."
    return f"{lead(Desk(chance))} {common}", f"{lead(Desk(chance))} {common}"


def brief_of_another_day(chance: Random) -> Bodies:
    one = lead(Desk(chance))
    day = next(day for day in wording.WEEKDAYS if day in one)
    moved = one.replace(day, chance.choice([other for other in wording.WEEKDAYS if other != day]))
    return one, re.sub(r"\d[\d,]*", lambda found: str(chance.randrange(11, 990)), moved)


def formula_only(chance: Random) -> Bodies:
    formula = chance.choice([
        "Click here to see the most striking photos of the day.",
        "The video is not available in your country. Please check back later.",
        "This article is for subscribers.",
    ])  # fmt: skip
    return formula, formula


def empty(chance: Random) -> Bodies:
    return chance.choice([("", ""), (" \n", ""), ("", _joined(story(chance, 4)))])


def part_of_a_roundup(chance: Random) -> Bodies:
    """An item of a morning briefing is not the briefing."""
    item = story(chance, 3)
    others = [part for _ in range(3) for part in story(chance, 3)]
    return _joined(item), _joined([*others[:3], *item, *others[3:]])


def teaser(chance: Random) -> Bodies:
    paragraphs = story(chance, 7)
    return _joined(paragraphs[:2]), _joined(paragraphs)


def next_story(chance: Random) -> Bodies:
    """Tomorrow's story on the same matter: new text first, a third of the old one below."""
    desk = Desk(chance)
    old = [lead(desk), *(paragraph(desk) for _ in range(6))]
    new = [lead(desk), *(paragraph(desk) for _ in range(4)), *old[-2:]]
    return _joined(old), _joined(new)


def stories(chance: Random) -> Bodies:
    return _joined(story(chance, 8)), _joined(story(chance, 8))


KINDS: list[Callable[[Random], Bodies]] = [
    *(partial(bulletins, template) for template in BULLETINS),
    aftershock, fixing_of_the_next_day,
    two_agencies, common_background, common_quotation, sign_off, live_blogs, obituary, briefs,
    brief_of_another_day, formula_only, empty, part_of_a_roundup, teaser, next_story, stories,
]  # fmt: skip
