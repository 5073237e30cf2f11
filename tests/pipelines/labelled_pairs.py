"""Pairs of bodies, each labelled: the same story told (nearly) the same, or another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random
from typing import NamedTuple

from tests.pipelines.newswire import other as others
from tests.pipelines.newswire import same


class Pair(NamedTuple):
    name: str
    one: str
    other: str
    same: bool


FERRY = """A ferry carrying 214 passengers ran aground off the island of Bozcaada on Tuesday \
morning after its steering failed, the coast guard said. No one was injured.

The Mavi Deniz had left Geyikli at 7:15 a.m. and was less than a mile from the harbor when the \
captain, Selim Aksoy, reported that the rudder no longer answered. Fishing boats from the island \
reached it first and took off children and older travelers.

"We heard a long scraping noise and then everything stood still," said Nermin Kaya, a teacher \
from Ankara who was on her way to a wedding. "The crew were calm, so we were calm too."

Two tugboats from Canakkale pulled the vessel free in the afternoon. Divers found a dent of three \
meters in the hull but no leak, and the governor, Ilhami Demir, said that ferries would run again \
on Wednesday. Prosecutors have opened an inquiry into the maintenance of the ship, which was built \
in 1998 and passed its last inspection in March."""

LIBRARY = """The city library of Konya has finished copying 6,200 manuscripts, among them letters \
that scholars had believed lost in the fire of 1867. The work took four years and was paid for by \
the municipality and two universities.

Each page was photographed under three kinds of light, which brought out writing that had been \
scraped off and written over. In a ledger of the 15th century the restorers found a list of the \
gardeners of the palace, with their wages in barley and cloth.

"People think that archives are about rulers," said the head of the project, Ayse Tunc. "Most of \
what we found is about people who wanted to be paid."

The copies are free to read on the library's site. Paper and ink are examined further in Izmir, \
where a laboratory hopes to learn which workshops supplied the scribes. An exhibition of forty \
sheets opens in the old arsenal in May and travels to Bursa in the autumn."""

QUAKE = """A magnitude {size} earthquake struck the district of {place} in {province} province on \
{day}, the Disaster and Emergency Management Authority said. The quake hit at {time} at a depth of \
{depth} kilometers. There were no immediate reports of damage or casualties. Teams were sent to \
the field to look for damage in villages, the authority said, and asked residents to stay away \
from buildings with cracks."""

MARKET = """Borsa Istanbul's benchmark index opened {day} at {points} points, {move} {percent}% \
from the previous close. The index had ended the last session at {close} points. The dollar traded \
at {dollar} liras and the euro at {euro} liras at the opening. Brent crude was sold for {oil} \
dollars a barrel. Analysts said that investors follow the decisions of central banks and the data \
on employment that are due this week, and that trade remains thin before the holiday. Gold was \
quoted at {gold} dollars an ounce. The banking index {move} {bank}% and the index of holding \
companies {holding}%. Experts noted that technically the levels of {low} and {high} points are \
support and resistance for the benchmark index in the day's trade."""

MATCH = """{home} beat {guest} {score} at {ground} on {day} in week {week} of the Super Lig. \
{scorer} put the hosts ahead in the {first} minute with a header from a corner, and \
{second_scorer} made it two shortly after the break. The visitors had more of the ball but \
hardly came near the goal. {home} coach {coach} said after the match that the team had deserved \
the three points. {home} now have {points} points, while {guest} stay on {guest_points}."""


def _quake(size: str, place: str, province: str, day: str, time: str, depth: str) -> str:
    return QUAKE.format(size=size, place=place, province=province, day=day, time=time, depth=depth)


def _market(day: str, move: str, *figures: str) -> str:
    names = ("points", "percent", "close", "dollar", "euro", "oil", "gold", "bank", "holding",
             "low", "high")  # fmt: skip
    return MARKET.format(day=day, move=move, **dict(zip(names, figures, strict=True)))


def _match(*values: str) -> str:
    names = ("home", "guest", "score", "ground", "day", "week", "first", "scorer",
             "second_scorer", "coach", "points", "guest_points")  # fmt: skip
    return MATCH.format(**dict(zip(names, values, strict=True)))


def pairs() -> Iterator[Pair]:
    """Those written by hand."""
    yield from _same()
    yield from _other()


def wire_pairs(seeds: Iterable[str]) -> Iterator[Pair]:
    """One of each kind a seed."""
    for seed in seeds:
        for kinds, label in ((same.KINDS, True), (others.KINDS, False)):
            for kind in kinds:
                name = f"{_name(kind)} {seed}"
                one, two = kind(Random(name))
                yield Pair(name, one, two, same=label)


def _name(kind: Callable[[Random], tuple[str, str]]) -> str:
    named = kind.args[0] if isinstance(kind, partial) else kind
    return str(named.__name__)


def _same() -> Iterator[Pair]:
    for name, story in (("ferry", FERRY), ("library", LIBRARY)):
        paragraphs = story.split("\n\n")
        yield Pair(f"{name}: twice", story, story, same=True)
        spaced = story.replace(" ", "\u00a0").replace('"', "“")
        yield Pair(f"{name}: other spaces and quotes", story, spaced, same=True)
        shorter = "\n\n".join(paragraphs[:-1])
        yield Pair(f"{name}: last paragraph left out", story, shorter, same=True)
        longer = story + "\n\nThe report was updated with the statement of the authorities."
        yield Pair(f"{name}: a sentence added", story, longer, same=True)
        turned = "\n\n".join([paragraphs[0], paragraphs[2], paragraphs[1], paragraphs[3]])
        yield Pair(f"{name}: two paragraphs change places", story, turned, same=True)
        one_block = story.replace("\n\n", " ")
        yield Pair(f"{name}: without paragraphs", story, one_block, same=True)
    corrected = FERRY.replace("214 passengers", "216 passengers")
    yield Pair("ferry: a figure corrected", FERRY, corrected, same=True)
    worded = LIBRARY.replace("has finished copying", "completed the copying of")
    yield Pair("library: a few words changed", LIBRARY, worded, same=True)
    bulletin = _quake("4.3", "Ezine", "Canakkale", "Monday", "04:12", "7.2")
    yield Pair("bulletin: twice", bulletin, bulletin.replace(", the", ", the "), same=True)


def _other() -> Iterator[Pair]:
    first = _quake("4.3", "Ezine", "Canakkale", "Monday", "04:12", "7.2")
    for name, other in {
        "all": _quake("5.1", "Sindirgi", "Balikesir", "Friday", "22:40", "11.8"),
        "place and time": _quake("4.3", "Ayvacik", "Canakkale", "Monday", "06:55", "7.2"),
        "aftershock": _quake("4.1", "Ezine", "Canakkale", "Monday", "04:31", "7.2"),
        "one place": _quake("4.3", "Biga", "Canakkale", "Monday", "04:12", "7.2"),
    }.items():
        yield Pair(f"bulletins that differ in: {name}", first, other, same=False)
    monday = _market("Monday", "up", "9,812.44", "0.42", "9,771.40", "41.20", "48.31", "66.10",
                     "3,920", "0.6", "0.3", "9,700", "9,900")  # fmt: skip
    tuesday = _market("Tuesday", "down", "9,790.02", "0.23", "9,812.60", "41.25", "48.40", "65.80",
                      "3,931", "0.2", "0.1", "9,650", "9,850")  # fmt: skip
    yield Pair("two mornings on the market", monday, tuesday, same=False)
    derby = _match("Galatasaray", "Sivasspor", "2-0", "Rams Park", "Saturday", "9", "23rd",
                   "Icardi", "Yilmaz", "Buruk", "24", "7")  # fmt: skip
    other = _match("Trabzonspor", "Rizespor", "2-0", "Papara Park", "Sunday", "9", "31st",
                   "Onuachu", "Visca", "Tekke", "19", "11")  # fmt: skip
    again = _match("Galatasaray", "Konyaspor", "2-0", "Rams Park", "Saturday", "11", "23rd",
                   "Icardi", "Yilmaz", "Buruk", "30", "12")  # fmt: skip
    yield Pair("two matches", derby, other, same=False)
    yield Pair("the same team two weeks later", derby, again, same=False)
    yield Pair("two stories", FERRY, LIBRARY, same=False)
    elsewhere = FERRY.partition("\n\n")[0] + "\n\n" + LIBRARY.partition("\n\n")[2]
    yield Pair("a common first paragraph", FERRY, elsewhere, same=False)
    yield Pair("a teaser", FERRY, FERRY.partition("\n\n")[0], same=False)
    intro = "The best photos of the day, chosen by our editors."
    yield Pair("two galleries with one short introduction", intro, intro, same=False)
    yield Pair("without text", "", "", same=False)
