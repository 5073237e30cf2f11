"""The newspaper's profile as an operator mends it after the replica's relaunch: the new names stand
behind the old ones. A test names this module in NEWSPAPER."""

from __future__ import annotations

from dataclasses import replace

from crawler.newspaper import dailysabah
from tests.site.article_page import RELAUNCH


def _mended(selector: str) -> str:
    new = selector
    for old_name, new_name in RELAUNCH:
        new = new.replace(old_name, new_name)
    return selector if new == selector else f"{selector}, {new}"


_NAMES = ("headline", "byline_block", "body", "lead_image")
PROFILE = replace(
    dailysabah.PROFILE,
    selectors=replace(
        dailysabah.PROFILE.selectors,
        **{name: _mended(getattr(dailysabah.PROFILE.selectors, name)) for name in _NAMES},
    ),
)
