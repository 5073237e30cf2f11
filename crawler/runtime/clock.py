"""What time it is, by our clock and by those who can say that it is wrong (decision 028).

Every time that a crawl writes down comes from `now`. The clock is the machine's, corrected where a
second one, the site's or the database's, shows it wrong; where there is none and it cannot be
right, it is in doubt, and nothing is refused for being later than it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crawler.parsing.clean.dates import CLOCK_ERROR, newspaper_day

RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that shows an earlier time is right: this program was not written then."""
ANY_TIME = datetime.max.replace(tzinfo=UTC)
MIN_AHEAD = 5
"""Articles dated after today by their cards: one is a mistake of the site's, so many are ours."""
ANSWERS = 3
"""Of so many answers the latest date counts: an old one may come out of a cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    name: str
    at: datetime
    """What it says it is now."""
    is_ours: bool = False
    """It may be our own clock: its word counts against that one only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    now: datetime
    wrong: str | None = None
    """Said of our clock, which is corrected."""
    doubt: str | None = None
    """Why nobody knows what time it is."""


def judge(
    ours: datetime,
    witnesses: Iterable[Witness],
    past: datetime | None = None,
    ahead: int = 0,
) -> Judgement:
    """Which clock is right. `past`: the latest time that an earlier run noted; `ahead`: articles
    that are dated after today."""
    heard = list(witnesses)
    others = [one for one in heard if one.at >= RELEASED and not _agree(one.at, ours)]
    possible = ours >= RELEASED or not others
    if possible and any(_agree(one.at, ours) for one in heard if not one.is_ours):
        return Judgement(now=ours)
    if not others:
        return Judgement(now=ours, doubt=_doubt(ours, past, ahead))
    if any(not _agree(one.at, others[0].at) for one in others[1:]):
        told = "; ".join(f"{one.name} says {one.at:%F %T} UTC" for one in others)
        return Judgement(now=ours, doubt=f"ours says {ours:%F %T} UTC; {told}")
    (witness, *_) = others
    if _contradicts(witness.at, past) and not _contradicts(ours, past) and ours >= RELEASED:
        told = (
            f"{witness.name} says {witness.at:%F %T} UTC, before the last run of {past:%F %T} UTC"
        )
        return Judgement(now=ours, doubt=f"ours says {ours:%F %T} UTC; {told}")
    return Judgement(now=witness.at, wrong=f"it is {_difference(ours - witness.at)} {witness.name}")


def _agree(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= CLOCK_ERROR


def _contradicts(at: datetime, past: datetime | None) -> bool:
    return past is not None and at < past - CLOCK_ERROR


def _doubt(ours: datetime, past: datetime | None, ahead: int) -> str | None:
    said = f"ours says {ours:%F %T} UTC and no second clock was heard"
    if ours < RELEASED:
        return f"{said}; this program is younger"
    if _contradicts(ours, past):
        return f"{said}; the last run is of {past:%F %T} UTC"
    if ahead >= MIN_AHEAD:
        return f"{said}; {ahead} articles are dated later"
    return None


def _difference(by: timedelta) -> str:
    span = abs(by)
    told = f"{span.days} d" if span >= timedelta(days=2) else f"{span.total_seconds() / 60:.0f} min"
    return f"{told} ahead of" if by > timedelta(0) else f"{told} behind"


class Clock:
    """The clock of one crawl: this process's own. `wall` and `elapsed`: seconds."""

    def __init__(
        self, wall: Callable[[], float] = time.time, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall = wall
        self._elapsed = elapsed
        self.begin(None)

    def begin(self, past: datetime | None) -> None:
        """A crawl begins; `past`: the latest time that an earlier one noted."""
        self.past = past
        self.wrong: str | None = None
        """The last that was said of our clock."""
        self.doubt: str | None = None
        self.jumps: list[float] = []
        """Seconds by which our clock was set while the crawl ran."""
        self._correction = 0.0
        self._drift = self._wall() - self._elapsed()
        self._site: deque[float] = deque(maxlen=ANSWERS)
        self._database: tuple[float, bool] | None = None
        self.asks_database = True
        """Whether the database's clock is to be heard, again where ours was set meanwhile."""
        self._ahead: set[str] = set()
        self._judge()

    def now(self) -> datetime:
        return _moment(self._time() + self._correction)

    def latest(self) -> datetime:
        """A page's date later than this one is a mistake of the site's."""
        return ANY_TIME if self.doubt else self.now() + CLOCK_ERROR

    @property
    def has_witness(self) -> bool:
        return bool(self._site) or (self._database is not None and not self._database[1])

    @property
    def past_is_ahead(self) -> bool:
        """Whether the last run noted a time that has not come."""
        return not self.doubt and _contradicts(self.now(), self.past)

    def hear_database(self, at: datetime, *, is_ours: bool) -> None:
        """What the database's clock says; `is_ours`: it runs on this machine."""
        seconds = self._time()
        self.asks_database = False
        self._database = (at.timestamp() - seconds, is_ours)
        self._judge()

    def hear_site(self, at: datetime) -> None:
        """What an answer of the site's says when it was sent."""
        seconds = self._time()  # may find that our clock was set, and move what was heard before
        self._site.append(at.timestamp() - seconds)
        self._judge()

    def hear_cards(self, days: Iterable[tuple[str, date | None]]) -> None:
        """Which days listings show of their articles."""
        tomorrow = newspaper_day(self.now()) + timedelta(days=1)
        met = {path for path, day in days if day is not None and day > tomorrow}
        if not met <= self._ahead:
            self._ahead |= met
            self._judge()

    def _judge(self) -> None:
        seconds = self._time()
        heard = []
        if self._site:
            at = _moment(seconds + max(self._site))
            heard.append(Witness(name="the site's clock", at=at))
        if self._database is not None:
            offset, is_ours = self._database
            at = _moment(seconds + offset)
            heard.append(Witness(name="the database's clock", at=at, is_ours=is_ours))
        found = judge(_moment(seconds), heard, self.past, len(self._ahead))
        self._correction = found.now.timestamp() - seconds if found.wrong else 0.0
        self.wrong = found.wrong or self.wrong
        self.doubt = found.doubt
        if not heard and self.jumps and not self.doubt:
            span = _difference(timedelta(seconds=self.jumps[-1]))
            self.doubt = f"ours was set, {span} itself, and no second clock was heard"

    def _time(self) -> float:
        """Our clock's time. Where it was set meanwhile, which the time that has passed shows, what
        the site said of it moves with it."""
        wall = self._wall()
        drift = wall - self._elapsed()
        jump = drift - self._drift
        if abs(jump) > CLOCK_ERROR.total_seconds():
            self._drift = drift
            self.jumps.append(jump)
            self._site = deque((one - jump for one in self._site), ANSWERS)
            self._database, self.asks_database = None, True
            self._judge()
        return wall


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


clock = Clock()
"""Of this process: a machine has one clock, and a process of ours one crawl."""


def now() -> datetime:
    return clock.now()
