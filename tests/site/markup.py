"""Text into HTML, with the mixed escaping of the newspaper's pages."""

from __future__ import annotations

import html
import random

from tests.site.model import AltForm, Picture

NO_IMAGE = "https://idsb.tmgrup.com.tr/ly/theme_dailysabah/images/no-image"
ENTITIES = {
    "\u00a0": ("&nbsp;", "&#160;", "\u00a0"),
    "\u00ad": ("&shy;", "\u00ad"),
    "\u200b": ("&#8203;", "\u200b"),
    "’": ("&rsquo;", "’", "&#8217;"),
    "“": ("&ldquo;", "“"),
    "”": ("&rdquo;", "”"),
    "ş": ("&#351;", "ş", "ş"),
    "–": ("&ndash;", "–"),
    '"': ("&quot;", '"'),
}


def text(words: str) -> str:
    return html.escape(words, quote=False)


def attribute(words: str) -> str:
    return html.escape(words, quote=True)


def twice_escaped(words: str) -> str:
    return text(words).replace("'", "&amp;#039;").replace('"', "&amp;quot;")


def rich(words: str, rng: random.Random) -> str:
    """Some characters as they are, some as named or numbered entities."""
    escaped = text(words)
    for character, forms in ENTITIES.items():
        if character in escaped:
            escaped = escaped.replace(character, rng.choice(forms))
    return escaped


def caption_line(picture: Picture) -> str:
    parts = (picture.caption, f"({picture.credit})" if picture.credit else None)
    return " ".join(part for part in parts if part)


def alt(picture: Picture, form: AltForm) -> str:
    """The attribute with its quotes."""
    words = caption_line(picture) or "No Image"
    if form == "plain":
        return f'"{attribute(words)}"'
    escaped = text(words).replace("'", "&amp;#039;")
    if form == "single-quoted":
        return f"'{escaped}'"
    return '"' + escaped.replace('"', "&quot;") + '"'


def ratio_image(picture: Picture, size: str, form: AltForm = "double-escaped") -> str:
    return (
        f'<!-- 2 --><div class="layout-ratio ratio{size}"><img src="{picture.url}" '
        f"alt={alt(picture, form)} {_onerror(size)}></div>"
    )


def lazy_image(picture: Picture | None, size: str) -> str:
    shown = picture or Picture(f"{NO_IMAGE}{size}.jpg")
    source = shown.url.replace("800x531", size)
    return (
        f'<!-- 0 --><div class="layout-ratio ratio{size}"><img src="{NO_IMAGE}{size}.jpg" '
        f'class="lazy" data-src="{source}" alt={alt(shown, "double-escaped")} '
        f"{_onerror(size)}></div>"
    )


def _onerror(size: str) -> str:
    return (
        f"onerror=\"this.src='{NO_IMAGE}{size}.jpg';"
        "$(this).parent().parent().parent().addClass('stop_hover_action');\""
    )
