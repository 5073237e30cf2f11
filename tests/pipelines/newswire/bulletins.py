"""Bulletins: one form, other facts each day."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.pipelines.newswire import forms, wording

_SLOT = re.compile(r"\{(?:(-?[\d.]+)-([\d.]+)(?::(\d))?|([a-z]+)(\d?))\}")
_WORDS = {
    "place": wording.PLACES,
    "day": wording.WEEKDAYS,
    "month": wording.MONTHS,
    "surname": wording.LAST_NAMES,
    "name": [f"{first} {last}" for first in wording.FIRST_NAMES for last in wording.LAST_NAMES],
    "sky": ["sunny", "partly cloudy", "rainy", "overcast", "foggy", "snowy", "windy"],
    "move": ["rose", "fell", "gained", "lost", "slipped", "climbed"],
    "way": ["up", "down"],
    "sector": ["tourism", "leasing", "sports", "mining", "textiles"],
}


def filled(form: str, chance: Random) -> str:
    """`{3-45}` is a whole number, `{0.5-4:2}` one with two digits; `{place2}` the second place."""
    decks = {kind: chance.sample(words, len(words)) for kind, words in _WORDS.items()}

    def fact(slot: re.Match[str]) -> str:
        low, high, digits, kind, which = slot.groups()
        if kind:
            deck = decks[kind]
            return deck[int(which or 0) % len(deck)]
        if digits:
            return f"{chance.uniform(float(low), float(high)):,.{digits}f}"
        return str(chance.randint(int(low), int(high)))

    return _SLOT.sub(fact, form)


def _bulletin(name: str, *parts: str) -> Callable[[Random], str]:
    def write(chance: Random) -> str:
        return filled("\n\n".join(parts), chance)

    write.__name__ = name
    return write


quake_with_background = _bulletin("quake_with_background", forms.QUAKE, forms.QUAKE_BACKGROUND)
fixing = _bulletin("fixing", forms.FIXING, forms.FIXING_BACKGROUND)


def horoscope(chance: Random) -> str:
    """Signs and their dates stand in every one; what the stars advise does not."""
    signs = ["Aries (March 21-April 19)", "Taurus (April 20-May 20)", "Gemini (May 21-June 20)",
             "Cancer (June 21-July 22)", "Leo (July 23-August 22)",
             "Virgo (August 23-September 22)"]  # fmt: skip
    advice = chance.sample([*wording.REMARKS, *wording.CLOSERS], 2 * len(signs))
    one, other = advice[::2], advice[1::2]
    parts = [f"{sign}: {a}. {b}." for sign, a, b in zip(signs, one, other, strict=True)]
    return "\n\n".join(["What the stars hold for you today, sign by sign.", *parts])


BULLETINS: list[Callable[[Random], str]] = [
    _bulletin("quake", forms.QUAKE),
    quake_with_background,
    _bulletin(
        "quake_with_much_background", forms.QUAKE, forms.QUAKE_BACKGROUND, forms.QUAKE_ADVICE
    ),
    _bulletin("fuel", forms.FUEL, forms.FUEL_BACKGROUND),
    fixing,
    _bulletin("weather", forms.WEATHER),
    _bulletin("rates", forms.RATES),
    _bulletin("market_close", forms.MARKET_CLOSE),
    _bulletin("match", forms.MATCH),
    _bulletin("fixtures", forms.FIXTURES),
    _bulletin("traffic", forms.TRAFFIC, forms.ISSUER),
    _bulletin("court", forms.COURT),
    _bulletin("covid", forms.COVID),
    horoscope,
]
