"""How pages are printed: for which edition, with which links, in which variant."""

from __future__ import annotations

from dataclasses import dataclass

from tests.site.model import Edition

REAL_ROOT = "https://www.dailysabah.com"
VARIANTS = frozenset(
    {
        "no-json-ld", "no-meta", "real-hosts", "relaunch", "relaunch-listing", "relaunch-menu",
        "consent", "permanent-redirects", "refreshes", "temporary-redirects", "wrong-canonical",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Press:
    root: str
    edition: Edition
    variants: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()

    def url(self, path: str) -> str:
        root = REAL_ROOT if "real-hosts" in self.variants else self.root
        return root + path
