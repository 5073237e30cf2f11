"""Look into the raw archive, and after it. The database is not asked."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from crawler import settings
from crawler.runtime.exceptions import ArgumentError
from crawler.runtime.printable import json_text, line
from crawler.runtime.text_table import columns
from crawler.urls import Site
from crawler.warc.captures import Capture
from crawler.warc.cdxj import Entry
from crawler.warc.coding import NotUnpacked
from crawler.warc.reading import Unreadable
from pipelines.archive.folder import Folder, index_of
from pipelines.archive.lookup import (
    NotArchived,
    at_time,
    capture_at,
    entries_of,
    of_url,
    payload_entry,
)
from pipelines.archive.repair import repair, repair_closed
from pipelines.archive.verifying import Verified
from pipelines.commands.archive_folder import add_folder, folder_of
from pipelines.store import StoreError

_TIME = "%Y-%m-%d %H:%M:%S"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    does = parser.add_subparsers(required=True, metavar="WHAT", dest="does")
    does.add_parser(
        "verify", help="read every record and compare it with its digest: status 0 or 1"
    )
    does.add_parser(
        "repair", help="close the files of crawls that were killed, make damaged indexes anew"
    )
    listing = does.add_parser("list", help="the files or, with a url, its captures")
    listing.add_argument("url", nargs="?", metavar="URL", help="a url of the site, or its path")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    show = does.add_parser("show", help="one capture of a url: the newest, or the one of a time")
    show.add_argument("url", metavar="URL", help="a url of the site, or its path")
    show.add_argument(
        "--at", type=_moment, metavar="TIME", help="the last one by then, UTC: 2026-10-01T12:00"
    )
    form = show.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a JSON object")
    form.add_argument("--body", action="store_true", help="the page's own bytes, unpacked")


def run(engine: Engine, parsed: argparse.Namespace) -> int:
    folder = folder_of(parsed)
    try:
        return _DOES[parsed.does](folder, parsed)
    except (Unreadable, NotArchived) as error:
        raise StoreError(str(error)) from error


def _verify(folder: Folder, parsed: argparse.Namespace) -> int:
    if not folder.path.is_dir():
        raise StoreError(f"there is no folder {folder.path}")
    verified = Verified(folder)
    faults = 0
    for fault in verified:
        faults += 1
        print(line(fault))
    written = f", {verified.in_use} being written left out" if verified.in_use else ""
    print(
        f"{verified.records} answers in {verified.files} files as they were written; "
        f"{faults} faults{written}"
    )
    return 1 if faults else 0


def _repair(folder: Folder, parsed: argparse.Namespace) -> int:
    done = repair(folder) + repair_closed(folder)
    for one in done:
        aside = f"; the end set aside as {one.aside.name}" if one.aside else ""
        damaged = f"; {one.damaged} parts cannot be read" if one.damaged else ""
        print(f"{one.file}: {one.records} answers{aside}{damaged}")
    if not done:
        print("nothing is to be repaired")
    return 0


def _list(folder: Folder, parsed: argparse.Namespace) -> int:
    if parsed.url is None:
        rows = [_file_row(folder, file) for file in folder.files()]
    else:
        rows = [_entry_row(one) for one in of_url(folder, _url(parsed.url))]
    if parsed.json:
        sys.stdout.writelines(f"{json_text(json.dumps(row))}\n" for row in rows)
    elif rows:
        print(*columns([tuple(rows[0]), *map(_cells, rows)]), sep="\n")
    else:
        print(f"nothing of it is in {folder.path}" if parsed.url else f"{folder.path} has no file")
    return 0


def _show(folder: Folder, parsed: argparse.Namespace) -> int:
    found = of_url(folder, _url(parsed.url))
    entry = at_time(found, parsed.at)
    capture = capture_at(folder, entry)
    source = payload_entry(found, entry, capture)
    page = capture if source is entry else capture_at(folder, source)
    if parsed.body:
        sys.stdout.flush()
        sys.stdout.buffer.write(_body(page))
        return 0
    said = _said(entry, capture, source, page)
    if parsed.json:
        print(json_text(json.dumps(said)))
        return 0
    headers = said.pop("headers")
    rows = [*said.items(), *((f"  {name}", value) for name, value in headers)]
    print(*columns([(name, line(str(value))) for name, value in rows]), sep="\n")
    return 0


def _said(entry: Entry, capture: Capture, source: Entry, page: Capture) -> dict[str, Any]:
    return {
        "url": capture.url,
        "fetched_at": f"{capture.fetched_at:{_TIME}}",
        "status": capture.status,
        "record": str(entry.location),
        "payload": str(source.location),
        "payload_bytes": len(page.payload),
        "digest": capture.digest,
        **capture.facts,
        "headers": [(_latin(name), _latin(value)) for name, value in capture.headers],
    }


def _body(page: Capture) -> bytes:
    try:
        return page.body()
    except NotUnpacked as error:
        raise StoreError(f"{page.url}: {error}") from error


def _file_row(folder: Folder, file: Path) -> dict[str, Any]:
    found = entries_of(folder, file)
    times = [one.fetched_at for one in found]
    return {
        "file": folder.location(file, 0).file,
        "first": f"{min(times):{_TIME}}" if times else None,
        "last": f"{max(times):{_TIME}}" if times else None,
        "answers": len(found),
        "revisits": sum(one.is_revisit for one in found),
        "bytes": file.stat().st_size,
        "closed": index_of(file).exists(),
    }


def _entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "fetched_at": f"{entry.fetched_at:{_TIME}}",
        "status": entry.status,
        "type": entry.mime,
        "run": entry.run,
        "look": entry.look,
        "record": str(entry.location),
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(_cell(value) for value in row.values())


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else line(str(value))


def _url(given: str) -> str:
    """Raises ArgumentError for another site's; urls are kept as they were asked for."""
    site = Site(settings.SITE_URL)
    inner = site.inner_url(given)
    if inner is None:
        raise ArgumentError(f"{given} is not on {site.root}")
    return site.url(inner)


def _moment(value: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        form = f"{value!r} is no time; write it as 2026-10-01T12:00, in UTC"
        raise argparse.ArgumentTypeError(form) from None
    if len(value) == len("2026-10-01"):
        at += timedelta(days=1, seconds=-1)  # a day means its end
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _latin(value: bytes) -> str:
    return value.decode("latin-1")


_DOES = {"verify": _verify, "repair": _repair, "list": _list, "show": _show}
