"""The rows, in the order of the table."""

from __future__ import annotations

from bench.speed import archiving, commands, crawls, parts
from bench.speed.figures import Row

ROWS = (
    Row(
        "sqlite",
        "whole pipeline into SQLite / stock Scrapy that only downloads the same pages",
        "at least 1.0",
        crawls.into_sqlite,
    ),
    Row("postgresql", "into PostgreSQL / the same", "at least 0.8", crawls.into_postgresql),
    Row(
        "tutorial",
        "whole pipeline / the tutorials' pipeline",
        "at least 6",
        crawls.beside_tutorial,
    ),
    Row(
        "storage",
        "share of the process's CPU spent in storage, SQLite and PostgreSQL",
        "at most 7 % and 10 %",
        crawls.storage,
    ),
    Row(
        "memory",
        "peak memory at 5,000 articles / stock Scrapy's",
        "at most 1.5",
        crawls.memory,
    ),
    Row(
        "growth",
        "peak memory at 20,000 articles / at 1,000",
        "flat: at most 1.1",
        crawls.growth,
        long=True,
    ),
    Row(
        "archive",
        "cost per article with 250,000 in the database / with 1,000",
        "at most 1.1",
        parts.archive,
        long=True,
    ),
    Row(
        "warc-packed",
        "what the raw archive adds to a crawl's CPU, and bytes kept / the server's, where it packs "
        "its pages",
        "at most 3 % and 1.05",
        archiving.packed,
    ),
    Row(
        "warc-plain",
        "the same where the server sends them plain",
        "at most 10 % and 1.05",
        archiving.plain,
    ),
    Row(
        "extraction",
        "re-extraction from bytes in memory, one core, through loaders and validation",
        "at least 1,000 articles/s",
        parts.extraction,
    ),
    Row(
        "reextract",
        "archived pages read again by one process, on two / on one, and stored from two",
        "at least 800 articles/s, 1.75, 800 articles/s",
        parts.reextraction,
    ),
    Row(
        "night",
        "an unchanged night of 60 section pages, whole process, replica without delays",
        "under 3 s, of which imports under 1 s",
        commands.unchanged_night,
    ),
    Row(
        "schedules",
        "`python -m schedules list`, whole process",
        "under 0.5 s",
        commands.schedule_list,
    ),
)
