"""A story's blocks as the HTML of its body, in each of the layouts that occur."""

from __future__ import annotations

import random

from tests.site.markup import rich, text
from tests.site.model import Block, Story
from tests.site.press import Press


def body_html(press: Press, story: Story) -> str:
    rng = random.Random(f"body {story.path}")
    layout = story.style.layout
    if layout == "breaks":
        return "<br><br>\n".join(plain_html(press, story, block, rng) for block in story.blocks)
    if layout == "badly-nested":
        return _badly_nested(press, story, rng)
    if layout == "wrapped":
        return "\n".join(f"<div>{plain_html(press, story, b, rng)}</div>" for b in story.blocks)
    return "\n".join(block_html(press, story, block, rng) for block in story.blocks)


def plain_html(press: Press, story: Story, block: Block, rng: random.Random) -> str:
    if block.kind == "p":
        return rich(block.text, rng)
    return block_html(press, story, block, rng)


def _badly_nested(press: Press, story: Story, rng: random.Random) -> str:
    """`<p>First</p>text<div><h4>..</h4>..`: every second paragraph has no element of its own."""
    parts: list[str] = []
    for index, block in enumerate(story.blocks):
        words = rich(block.text, rng)
        if block.kind in {"h2", "h3"}:
            parts.append(f"<div><h4>{words}</h4>")
        elif block.kind != "p":
            parts.append(block_html(press, story, block, rng))
        elif index % 2:
            parts.append(words)
        else:
            parts.append(f"<p><span>{words}</span></p>")
    return "".join(parts) + "</div></b>"


def block_html(press: Press, story: Story, block: Block, rng: random.Random) -> str:
    words = rich(block.text, rng)
    match block.kind:
        case "p":
            return f"<p>{_linked(press, words, rng)}</p>"
        case "h2" | "h3":
            return f"<{block.kind}>{words}</{block.kind}>"
        case "list":
            items = "".join(f"<li>{rich(item, rng)}</li>" for item in block.items)
            tag = rng.choice(("ul", "ol"))
            return f"{f'<p>{words}</p>' if words else ''}<{tag}>{items}</{tag}>"
        case "quote":
            return f"<blockquote><p>{words}</p></blockquote>"
        case _:
            return _foreign(press, story, block)


def _linked(press: Press, words: str, rng: random.Random) -> str:
    """Now and then a word of the text is a link or in bold."""
    chance = rng.random()
    first, space, rest = words.partition(" ")
    if not space or "&" in first or chance > 0.12:
        return words
    if chance < 0.05:
        return f'<a href="{press.url("/world")}">{first}</a> {rest}'
    return f"<strong>{first}</strong> {rest}"


def _foreign(press: Press, story: Story, block: Block) -> str:
    """What stands in the body and is no part of its text."""
    words = text(block.text)
    match block.kind:
        case "figure":
            return (
                '<figure><img src="https://idsb.tmgrup.com.tr/ly/uploads/images/2026/09/01/'
                f'{len(words)}1.jpg" alt=""><figcaption>{words}</figcaption></figure>'
            )
        case "script":
            return f'<script>var slot="{words}";document.write("<p>"+slot+"</p>");</script>'
        case "tweet":
            return (
                f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{words}</p>&mdash; A '
                'witness (@witness) <a href="https://twitter.com/witness/status/1">Oct 1, 2026</a>'
                '</blockquote><script async src="https://platform.twitter.com/widgets.js"></script>'
            )
        case "iframe":
            return f'<iframe width="560" height="315" src="{words}" allowfullscreen></iframe>'
        case "cookie":
            return f'<div class="cookie-consent" style="display:none;"><p>{words}</p></div>'
        case _:
            target = press.url(f"/{story.section}")
            name = "related-news" if story.style.revision == 1 else "related-news v2"
            return (
                f'<div class="{name}"><h3>RELATED</h3><a href="{target}?box={story.style.revision}'
                f'"><h4>{words}</h4></a></div>'
            )
