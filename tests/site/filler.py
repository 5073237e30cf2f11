"""The weight of a real page: styles, scripts, drawings, trackers and hidden boxes."""

from __future__ import annotations

import random
from functools import lru_cache

PROPERTIES = ("margin", "padding", "border-radius", "top", "width", "font-size", "line-height")
SELECTORS = ("header", "card", "stage", "navbar", "slide", "promo", "grid", "label", "badge")
TRACKERS = (
    '<img height="1" width="1" style="display:none;" alt="" '
    'src="https://analytics.twitter.com/i/adsct?txn_id=nu4qb&amp;p_id=Twitter">'
    '<img height="1" width="1" style="display:none;" alt="" src="//t.co/i/adsct?txn_id=nu4qb">'
)
COOKIE_DECLARATION = (
    '<div id="cookie-declaration" style="display:none;" aria-hidden="true"><p>This declaration of'
    " cookies was last updated on Sep 28, 2026 - 9:14 am by the provider of the consent tool.</p>"
    "<p>We use cookies to remember your choices, to measure traffic and to show advertisements."
    " Necessary cookies cannot be switched off.</p></div>"
)
NEWSLETTER = (
    '<div class="newsletter_box"><h4>The Daily Sabah Newsletter</h4><p>A short letter about what'
    " happens in Türkiye, its region and the world.</p>"
    '<input type="email" placeholder="E-mail"><p class="note">You can leave the list whenever you'
    " like. With the sign-up you accept our Terms of Use and Privacy Policy. This site is protected"
    " by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.</p></div>"
)
HIDDEN_NEWSLETTER = (
    '<div class="article-newsletter" style="display:none;"><div class="article-newsletter-img">'
    '<img src="https://i.hizliresim.com/JN9LXf.png" alt=""></div>'
    "<p>Get the day's stories in your mailbox every morning.</p></div>"
)
RELATED_TOPICS = '<div class="related-topics-body" style="display:none;">{}</div>'.format(
    "".join(
        '<a class="related-topic-item"><img src="https://idsb.tmgrup.com.tr/ly/uploads/images/2020/'
        f'03/20/thumbs/398x208/{number}.jpg?v=1584695403" alt=""> <span>{name}</span> </a>'
        for number, name in (
            (26198, "fight-against-terrorism"), (26191, "DEUTSCHE-BANK"), (26204, "weather"),
        )
    )
)  # fmt: skip


@lru_cache(maxsize=8)
def styles(kilobytes: int) -> str:
    rng = random.Random(f"styles {kilobytes}")
    rules: list[str] = []
    while sum(map(len, rules)) < kilobytes * 1024:
        name = f".{rng.choice(SELECTORS)}-{rng.randint(1, 999)} .{rng.choice(SELECTORS)}"
        body = ";".join(f"{rng.choice(PROPERTIES)}:{rng.randint(0, 64)}px" for _ in range(6))
        rules.append(f"{name}{{{body}}}\n")
    return f"<style>{''.join(rules)}</style>"


@lru_cache(maxsize=8)
def scripts(kilobytes: int) -> str:
    rng = random.Random(f"scripts {kilobytes}")
    lines: list[str] = []
    while sum(map(len, lines)) < kilobytes * 1024:
        slot = f"{rng.choice(SELECTORS)}_{rng.randint(100, 9999)}"
        lines.append(
            f"window.queue=window.queue||[];queue.push(function(){{if(document.querySelector"
            f"('.{slot}')){{slots.define('{slot}',[{rng.randint(1, 9)}00,{rng.randint(1, 6)}00])"
            f".set('key','{rng.getrandbits(64):x}').show('<div>'+text+'</div>');}}}});\n"
        )
    return f"<script>{''.join(lines)}</script>"


@lru_cache(maxsize=4)
def drawings(kilobytes: int) -> str:
    rng = random.Random(f"drawings {kilobytes}")
    paths: list[str] = []
    while sum(map(len, paths)) < kilobytes * 1024:
        points = " ".join(f"{rng.uniform(0, 48):.3f}" for _ in range(24))
        paths.append(f'<symbol id="i{len(paths)}"><path d="M{points}Z"></path></symbol>')
    return f'<svg style="display:none" viewBox="0 0 48 48">{"".join(paths)}</svg>'


def weights(path: str) -> tuple[int, int, int]:
    """Kilobytes of styles, scripts and drawings; they differ from page to page."""
    rng = random.Random(f"weight {path}")
    return rng.choice((20, 26, 34)), rng.choice((14, 18, 26)), rng.choice((6, 9))
