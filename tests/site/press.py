"""How pages are printed: for which edition, with which links, in which variant."""

from __future__ import annotations

from dataclasses import dataclass

from tests.site.model import Edition

REAL_ROOT = "https://www.dailysabah.com"
VARIANTS = frozenset(
    {
        "no-json-ld", "no-meta", "real-hosts",
        "relaunch", "relaunch-listing", "relaunch-menu", "relaunch-wild",
        "consent", "permanent-redirects", "refreshes", "temporary-redirects", "wrong-canonical",
    }
)  # fmt: skip
"""`relaunch` renames the classes of article pages; `relaunch-wild` gives each page one of the
shapes that other newspapers' pages have (`wild_shape.py`)."""
OTHER_ARTICLE_MARKUP = frozenset({"relaunch", "relaunch-wild"})


@dataclass(frozen=True)
class Press:
    root: str
    edition: Edition
    variants: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()

    def url(self, path: str) -> str:
        root = REAL_ROOT if "real-hosts" in self.variants else self.root
        return root + path
