"""`python -m bench.heads`: headline, date and authors on real pages that nobody here wrote.

The pages lie in `../shared/realpages`; what is true of them was read by eye and stands in
`tests/realheads.json`: the headline as printed, the publication as precisely as the page tells it
(a day, a local time, an instant), who signs, and under `also` whom a reader may name or leave out
(an agency, a publisher). Each page is read as `score.py` there reads it: as one of our site.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module, util
from types import ModuleType
from typing import Any

from bench.page import FILE
from crawler.extraction import FetchedPage, extract
from crawler.items import Article
from crawler.parsing.clean.bylines import agency_name
from crawler.parsing.clean.dates import ZONE
from crawler.urls import Site

PAGES = FILE.parents[1] / ".." / "shared" / "realpages"
LABELS = FILE.parents[1] / "tests" / "realheads.json"
ROWS = ("headline", "day", "minute", "authors")
_WITH_TIME = "%Y-%m-%dT%H:%M:%S%z"


@dataclass
class Head:
    """What a reader says of a page. A `date` alone is a day without a time."""

    headline: str | None = None
    published: datetime | date | None = None
    names: list[str] = field(default_factory=list)


Reader = Callable[[bytes, str], Head]


def this_pipeline(body: bytes, url: str) -> Head:
    score = _score()
    page = FetchedPage(score.as_ours(body, url), score.PATH, Site(score.ROOT), score.NOW, None)
    found = extract(page)
    if not isinstance(found, Article):
        return Head()
    return Head(found.headline, found.date_published, [*found.authors, *found.agencies])


def trafilatura(body: bytes, url: str) -> Head:
    found = import_module("trafilatura").extract_metadata(
        body.decode(errors="replace"),
        default_url=url,
        date_config={"original_date": True, "outputformat": _WITH_TIME},
    )
    names = [name for name in (found.author or "").split("; ") if name]
    return Head(found.title, _moment(found.date), names)


READERS: dict[str, Reader] = {"this pipeline": this_pipeline, "trafilatura": trafilatura}


def judged(reader: Reader) -> Iterator[tuple[str, dict[str, bool]]]:
    """Each page's key, and the rows that its label decides, right or wrong."""
    urls = json.loads((PAGES / "ground-truth.json").read_text(encoding="utf-8"))
    for key, label in json.loads(LABELS.read_text(encoding="utf-8")).items():
        body = gzip.decompress((PAGES / "html" / f"{key}.html.gz").read_bytes())
        yield key, judge(label, reader(body, urls[key].get("url") or ""))


def judge(label: dict[str, Any], head: Head) -> dict[str, bool]:
    verdict = {"headline": _words(label["headline"]) == _words(head.headline)}
    verdict["authors"] = _same_names(label, head.names)
    if label["date"]:
        verdict["day"] = _same_day(label["date"], head.published)
        if len(label["date"]) > len("2020-01-01"):
            verdict["minute"] = _same_minute(label["date"], head.published)
    return verdict


def shares(verdicts: list[dict[str, bool]]) -> dict[str, float]:
    columns = {row: [verdict[row] for verdict in verdicts if row in verdict] for row in ROWS}
    return {row: sum(column) / len(column) for row, column in columns.items()}


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold())


def _same_names(label: dict[str, Any], names: list[str]) -> bool:
    found = {_folded(name) for name in names}
    true = {_folded(name) for name in label["authors"]}
    return true <= found <= true | {_folded(name) for name in label.get("also", [])}


def _folded(name: str) -> str:
    return agency_name(name) or " ".join(_words(name))


def _same_day(label: str, published: datetime | date | None) -> bool:
    if not isinstance(published, datetime):
        return published is not None and published in _days(label)
    own = published.tzinfo or UTC
    zones = (own, UTC, ZONE, datetime.fromisoformat(label).tzinfo or ZONE)
    return any(published.astimezone(zone).date() in _days(label) for zone in zones)


def _days(label: str) -> set[date]:
    """As the page prints it, and as an instant's day is told in UTC."""
    moment = datetime.fromisoformat(label)
    return {moment.date(), moment.astimezone(UTC).date() if moment.tzinfo else moment.date()}


def _same_minute(label: str, published: datetime | date | None) -> bool:
    """A time that the page prints without a zone is right in any zone that the reader takes."""
    if not isinstance(published, datetime):
        return False
    moment = datetime.fromisoformat(label)
    if moment.tzinfo:
        instant = published if published.tzinfo else published.replace(tzinfo=UTC)
        return abs((instant - moment).total_seconds()) < 60
    local = published.astimezone(ZONE) if published.tzinfo else published
    walls = {local.replace(tzinfo=None), published.replace(tzinfo=None)}
    return any(wall.replace(second=0, microsecond=0) == moment for wall in walls)


def _moment(text: str | None) -> datetime | date | None:
    """trafilatura prints a day as its midnight."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.hour or moment.minute else moment.date()


@cache
def _score() -> ModuleType:
    spec = util.spec_from_file_location("realpages_score", PAGES / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(PAGES)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--wrong", choices=ROWS, help="name the pages on which we are wrong")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    for name, reader in READERS.items():
        verdicts = dict(judged(reader))
        for half in ("all", "even", "odd"):
            part = [v for key, v in verdicts.items() if half in ("all", _half(key))]
            figures = "  ".join(f"{row} {share:.3f}" for row, share in shares(part).items())
            sys.stdout.write(f"{name:14} {half:4} {len(part):4} pages  {figures}\n")
        if options.wrong and name == "this pipeline":
            wrong = [key for key, v in verdicts.items() if not v.get(options.wrong, True)]
            sys.stdout.write("".join(f"{key}\n" for key in wrong))
    return 0


def _half(key: str) -> str:
    return "odd" if int(key[-1], 16) % 2 else "even"


if __name__ == "__main__":
    sys.exit(main())
