"""Print a newspaper as static files.

    python -m bench.speed.printing FOLDER --articles 1000 --root http://127.0.0.1:8080

`FOLDER/pages` is what a server serves, a page `/a/b` as `a/b.html`; `FOLDER/urls.txt` lists every
page, as the menu leads to them.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterator
from pathlib import Path

from bench.speed.newspaper import edition_of
from bench.speed.weight import weighted
from tests.site.model import Edition
from tests.site.pages import ROBOTS, answer
from tests.site.press import Press

PAGES = "pages"
URLS = "urls.txt"
GZIP_LEVEL = 6


def main() -> None:
    options = _options()
    edition = edition_of(options.articles)
    press = Press(options.root, edition)
    pages = options.folder / PAGES
    pages.mkdir(parents=True)
    (pages / "robots.txt").write_text(ROBOTS, encoding="ascii")
    for path in paths(edition):
        html = answer(press, path).body
        _write(pages / _file(path), weighted(html, path), packed=options.gzip)
    urls = [press.url(path) for path in paths(edition)]
    (options.folder / URLS).write_text("\n".join(urls), encoding="utf-8")


def paths(edition: Edition) -> Iterator[str]:
    """Home, then section pages, then articles."""
    yield "/"
    yield from (f"/{slug}" for slug in edition.sections)
    yield from edition.stories


def _file(path: str) -> str:
    return f"{path.strip('/') or 'index'}.html"


def _write(file: Path, html: bytes, *, packed: bool) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(html)
    if packed:
        small = gzip.compress(html, GZIP_LEVEL, mtime=0)
        file.with_name(f"{file.name}.gz").write_bytes(small)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.speed.printing", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--root", required=True)
    parser.add_argument("--gzip", action="store_true", help="a packed twin beside each page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
