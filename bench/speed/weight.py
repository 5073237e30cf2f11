"""Brings a page to the weight of the newspaper's real ones with more of what these carry."""

from __future__ import annotations

import random

from tests.site.filler import scripts, styles

LIGHTEST = 104 * 1024
HEAVIEST = 112 * 1024
POOL_KILOBYTES = 64


def weighted(html: bytes, path: str) -> bytes:
    """The page with a further block of styles and one of scripts, different for every path."""
    chance = random.Random(f"bench {path}")
    lacking = chance.randint(LIGHTEST, HEAVIEST) - len(html)
    if lacking <= 0:
        return html
    css = _cut(styles(POOL_KILOBYTES), "style", lacking // 2, chance)
    js = _cut(scripts(POOL_KILOBYTES), "script", lacking - len(css), chance)
    return html.replace(b"</head>", css + b"</head>", 1).replace(b"</body>", js + b"</body>", 1)


def _cut(pool: str, tag: str, size: int, chance: random.Random) -> bytes:
    """Whole lines of a pool, some `size` bytes of them, from a place of its own."""
    lines = pool.removeprefix(f"<{tag}>").removesuffix(f"</{tag}>").splitlines()
    start = chance.randrange(len(lines))
    taken: list[str] = []
    length = 0
    for line in (*lines[start:], *lines[:start]):
        if length + len(line) >= size:
            break
        taken.append(line)
        length += len(line) + 1
    return f"<{tag}>{chr(10).join(taken)}</{tag}>\n".encode()
