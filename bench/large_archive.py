"""Fill a database with a big, made-up archive, through the store and in bounded memory.

    python -m bench.large_archive sqlite:///data/large.db --articles 250000

The same number always gives the same articles. What is there already is kept.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from crawler.items import Article, Kind, Menu, MenuEntry, Sighting
from pipelines.store import Store, open_engine
from pipelines.store.schema.versions import ensure

BATCH = 500
FIRST_DAY = datetime(2014, 2, 24, 9, 0, tzinfo=UTC)
BETWEEN_TWO = timedelta(minutes=25)
SECTIONS = (
    "asia-pacific", "europe", "africa", "americas", "mid-east", "economy", "energy", "finance",
    "football", "basketball", "tennis", "cinema", "history", "health", "food", "travel",
)  # fmt: skip
SYLLABLES = (
    "ba", "ber", "cal", "dan", "del", "er", "fa", "gar", "hal", "il", "ka", "kor", "lan", "lim",
    "mar", "mon", "nel", "or", "pa", "ran", "sal", "ser", "tan", "tor", "ul", "var", "yal", "zem",
)  # fmt: skip


def main() -> None:
    options = _options()
    engine = open_engine(options.database_url)
    ensure(engine)
    since = time.monotonic()
    for done in fill(Store(engine), options.articles):
        if done % 10_000 == 0 or done == options.articles:
            rate = done / (time.monotonic() - since)
            sys.stdout.write(f"\r{done:>9,} articles, {rate:,.0f} a second")
            sys.stdout.flush()
    sys.stdout.write("\n")
    engine.dispose()


def fill(store: Store, number: int, first: int = 0) -> Iterator[int]:
    """Store articles `first` to `number`, a batch a step; how many are stored so far."""
    store.set_root("https://www.dailysabah.com")
    store.save_menu(menu())
    for start in range(first, number, BATCH):
        batch = [made_up(n) for n in range(start, min(start + BATCH, number))]
        store.record([sighting_of(one) for one in batch], "none", batch[-1].fetched_at)
        store.save(batch)
        yield min(start + BATCH, number)


def menu() -> Menu:
    entries = [MenuEntry(slug=slug, name=slug.title()) for slug in SECTIONS]
    return Menu(entries=entries, seen_at=FIRST_DAY)


def made_up(number: int) -> Article:
    """The article of this number: some 300 words like no other's."""
    chance = random.Random(number)
    published = FIRST_DAY + number * BETWEEN_TWO
    section = SECTIONS[number % len(SECTIONS)]
    headline = " ".join(_words(chance, 8)).capitalize()
    return Article(
        path=f"/{section}/{headline.lower().replace(' ', '-')}-{number}",
        kind=Kind.ARTICLE,
        section=section,
        fetched_at=published + timedelta(days=40),  # beyond the last planned recheck
        headline=headline,
        description=" ".join(_words(chance, 20)).capitalize(),
        body="\n\n".join(" ".join(_words(chance, 60)).capitalize() + "." for _ in range(5)),
        date_published=published,
        byline="Daily Sabah with agencies",
        authors=["Daily Sabah"],
        agencies=["Agencies"],
        keywords=_words(chance, 4),
        image_url=f"https://i.dailysabah.com/{number}.jpg",
        sources=dict.fromkeys(("headline", "body", "date_published", "byline"), "site"),
    )


def sighting_of(article: Article) -> Sighting:
    return Sighting(
        path=article.path,
        listing=f"/{article.section}",
        seen_at=article.fetched_at,
        section=article.section,
        position=1,
        headline=article.headline,
    )


def _words(chance: random.Random, number: int) -> list[str]:
    parts = iter(chance.choices(SYLLABLES, k=2 * number))
    return [first + second for first, second in zip(parts, parts, strict=True)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.large_archive", description=__doc__)
    parser.add_argument("database_url")
    parser.add_argument("--articles", type=int, default=250_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
