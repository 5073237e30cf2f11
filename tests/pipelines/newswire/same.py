"""How a newspaper comes to have one story twice: what becomes of a story's paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.pipelines.newswire.bulletins import BULLETINS
from tests.pipelines.newswire.stories import Desk, lead, paragraph, story
from tests.pipelines.newswire.wording import CLOSERS, FIRST_NAMES, PLACES

Bodies = tuple[str, str]
NUMBER = re.compile(r"\d[\d,]*\d")


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


def republished(chance: Random) -> Bodies:
    """Only the headline is another."""
    body = _joined(story(chance, chance.randrange(3, 12)))
    return body, body


def bulletin_republished(chance: Random) -> Bodies:
    body = chance.choice(BULLETINS)(chance)
    return body, body.replace(" the ", " the\u00a0", 3)


def brief_republished(chance: Random) -> Bodies:
    body = _joined(story(chance, 1)) + f" {chance.choice(CLOSERS)}."
    return body, body + "\n"


def paragraph_added(chance: Random) -> Bodies:
    paragraphs = story(chance, chance.randrange(5, 11))
    longer = paragraphs.copy()
    longer.insert(chance.randrange(1, len(longer) + 1), paragraph(Desk(chance)))
    return _joined(paragraphs), _joined(longer)


def lead_rewritten(chance: Random) -> Bodies:
    """The same facts in other words."""
    desk = Desk(chance)
    rest = [paragraph(desk) for _ in range(chance.randrange(5, 10))]
    first = lead(desk)
    institution, _, about = first.partition(" in ")
    place = about.partition(" ")[0]
    people, bill = NUMBER.search(about), first.rpartition(" reach ")[2]
    assert people
    second = (
        f"A decision by {institution[0].lower()}{institution[1:]} touches the lives of "
        f"{people.group()} residents of {place}, said {desk.people[0]}. "
        f"It could cost as much as {bill}"
    )
    return _joined([first, *rest]), _joined([second, *rest])


def figure_corrected(chance: Random) -> Bodies:
    """One number, wherever it stands."""
    body = _joined(story(chance, chance.randrange(5, 11)))
    wrong = chance.choice(NUMBER.findall(body))
    right = str(int(wrong.replace(",", "")) + chance.randrange(1, 9))
    return body, re.sub(rf"(?<![\d,]){wrong}(?![\d,])", right, body)


def name_corrected(chance: Random) -> Bodies:
    paragraphs = story(chance, chance.randrange(6, 11))
    body = _joined(paragraphs)
    wrong = next(name for name in FIRST_NAMES if re.search(rf"\b{name}\b", body))
    right = chance.choice([name for name in FIRST_NAMES if name not in body])
    return body, re.sub(rf"\b{wrong}\b", right, body)


def person_corrected(chance: Random) -> Bodies:
    """Both names of someone, wherever they stand."""
    desk = Desk(chance)
    body = _joined([lead(desk), *(paragraph(desk) for _ in range(chance.randrange(6, 11)))])
    wrong = chance.choice([name for name in desk.people if name in body])
    return body, body.replace(wrong, Desk(chance).people[0])


def figures_updated(chance: Random) -> Bodies:
    """The toll has risen: three of the story's figures are others."""
    body = _joined(story(chance, chance.randrange(7, 12)))
    figures = sorted(set(NUMBER.findall(body)))
    others = {figure: str(int(figure.replace(",", "")) + 3) for figure in chance.sample(figures, 3)}
    return body, NUMBER.sub(lambda found: others.get(found.group(), found.group()), body)


def paragraph_of_one_form_replaced(chance: Random) -> Bodies:
    """One of eleven, by one of the same form with five other names and numbers."""
    paragraphs = story(chance, 10)

    def account() -> str:
        desk = Desk(chance)
        return (
            f"{desk.people[0]}, who moved to {desk.places[0]} in {desk.year()}, said that the "
            f"neighborhood had changed and that {desk.number()} of its houses stood empty."
        )

    where = chance.randrange(1, 11)
    return (
        _joined([*paragraphs[:where], account(), *paragraphs[where:]]),
        _joined([*paragraphs[:where], account(), *paragraphs[where:]]),
    )


def extended(chance: Random) -> Bodies:
    """From five paragraphs to nine, the new ones at the end or in between."""
    desk = Desk(chance)
    paragraphs = [lead(desk), *(paragraph(desk) for _ in range(4))]
    longer = paragraphs.copy()
    for _ in range(4):
        place = len(longer) if chance.random() < 0.5 else chance.randrange(1, len(longer) + 1)
        longer.insert(place, paragraph(desk))
    return _joined(paragraphs), _joined(longer)


def shortened(chance: Random) -> Bodies:
    paragraphs = story(chance, chance.randrange(6, 12))
    kept = chance.randrange(round(0.6 * len(paragraphs)), len(paragraphs))
    return _joined(paragraphs), _joined(paragraphs[:kept])


def reordered(chance: Random) -> Bodies:
    paragraphs = story(chance, chance.randrange(5, 11))
    one, two = sorted(chance.sample(range(1, len(paragraphs)), 2))
    turned = paragraphs.copy()
    turned[one], turned[two] = turned[two], turned[one]
    return _joined(paragraphs), _joined(turned)


def restyled(chance: Random) -> Bodies:
    """Curly quotes, no-break spaces, soft hyphens, paragraphs run together."""
    body = _joined(story(chance, chance.randrange(3, 10)))
    other = re.sub(r'"([^"]*)"', "“\\1”", body).replace("'", "’")
    other = "".join("\u00a0" if c == " " and chance.random() < 0.3 else c for c in other)
    other = other.replace("tion", "\u00adtion")
    return body, other.replace("\n\n", " " if chance.random() < 0.5 else "\n")


def dateline(chance: Random) -> Bodies:
    body = _joined(story(chance, chance.randrange(3, 10)))
    place, agency = chance.choice(PLACES), chance.choice(["AP", "Reuters", "AFP", "AA"])
    line = chance.choice([
        f"{place.upper()} ({agency}) — ",
        f"{place}, Oct. {chance.randrange(1, 29)} ({agency}) - ",
        f"{place.upper()} – ",
    ])  # fmt: skip
    return body, line + body


def tail(chance: Random) -> Bodies:
    body = _joined(story(chance, chance.randrange(4, 10)))
    name = f"{chance.choice(FIRST_NAMES)} {chance.choice(['Hughes', 'Moreau', 'Bauer'])}"
    return body, body + "\n\n" + chance.choice([
        f"Associated Press writer {name} in {chance.choice(PLACES)} contributed to this report.",
        f"(Reporting by {name}; Editing by the {chance.choice(PLACES)} desk)",
        f"This story was updated on Oct. {chance.randrange(1, 29)} to add a comment.",
    ])  # fmt: skip


def paragraph_replaced(chance: Random) -> Bodies:
    """One of eleven by another one, with its own names and numbers."""
    paragraphs = story(chance, 11)
    other = paragraphs.copy()
    replacing = f"{paragraph(Desk(chance))} {paragraph(Desk(chance))}".split(". ")[:3]
    other[chance.randrange(1, 11)] = ". ".join(replacing).rstrip(".") + "."
    return _joined(paragraphs), _joined(other)


def update(chance: Random) -> Bodies:
    """UPDATE 1 of an agency: a new figure in the lead, a sentence more, a paragraph or two."""
    paragraphs = story(chance, chance.randrange(6, 10))
    desk = Desk(chance)
    first = NUMBER.sub(
        lambda found: str(int(found.group().replace(",", "")) + 7), paragraphs[0], count=1
    )
    longer = [f"{first} {chance.choice(CLOSERS)}.", *paragraphs[1:]]
    for _ in range(chance.choice([1, 1, 2])):
        longer.insert(chance.randrange(1, len(longer)), paragraph(desk))
    head = chance.choice(["", "UPDATE 1 - ", "(Adds details, background) "])
    return _joined(paragraphs), head + _joined(longer)


def wire_edited(chance: Random) -> Bodies:
    """An editor's hand: words dropped, others in their place, a sentence cut."""
    paragraphs = story(chance, chance.randrange(6, 11))
    edited = [
        part.replace("In the meantime, ", "Meanwhile, ").replace(" told reporters", " said")
        .replace("About ", "Around ").replace(" and ", " as well as ", 1)
        for part in paragraphs
    ]  # fmt: skip
    longest = max(range(1, len(edited)), key=lambda n: len(edited[n]))
    edited[longest] = edited[longest].rpartition(". ")[0] + "."
    return _joined(paragraphs), _joined(edited)


KINDS: list[Callable[[Random], Bodies]] = [
    republished, bulletin_republished, brief_republished, paragraph_added, lead_rewritten,
    figure_corrected, name_corrected, person_corrected, figures_updated,
    paragraph_of_one_form_replaced, extended, shortened, reordered, restyled, dateline, tail,
    paragraph_replaced, update, wire_edited,
]  # fmt: skip
