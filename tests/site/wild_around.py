"""What stands around an article's text after the wild relaunch."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta

from tests.site.clock import gallery_style
from tests.site.markup import attribute, text
from tests.site.model import Story
from tests.site.press import Press
from tests.site.wild_shape import Comments, Shape
from tests.site.wild_words import (
    CONSENT_WORDS,
    NEWSLETTER_WORDS,
    WALL_WORDS,
    remarks,
)
from tests.site.wording import body_of

TEASERS = 5
MORE_THAN_THE_TEXT = 1.3
COMMENT_BOXES: dict[Comments, tuple[str, str]] = {
    "list": (
        '<div id="comments" class="comments-area"><h2>What readers say</h2>'
        '<ol class="comment-list">{}</ol></div>',
        '<li class="comment depth-1"><b>{name}</b> <time>{when}</time><p>{words}</p></li>',
    ),
    "sections": (
        '<section class="reader-comments"><h3>Comments</h3>{}</section>',
        '<article class="reader-comment"><h4>{name}</h4><span>{when}</span><div>{words}</div>'
        "</article>",
    ),
    "camel": (
        '<div class="pageComments">{}</div>',
        '<div class="entry"><p><b>{name}</b>, {when}</p><p>{words}</p></div>',
    ),
    "widget": (
        '<div id="disqus_thread"><ul class="posts">{}</ul></div>',
        '<li class="post"><div class="who">{name}</div><div class="said"><p>{words}</p></div></li>',
    ),
}


def comments(story: Story, shape: Shape) -> str:
    """Remarks of readers, with more text than the article."""
    if shape.comments == "none":
        return ""
    rng = random.Random(f"comments {story.path}")
    around, one = COMMENT_BOXES[shape.comments]
    moment = story.published
    shown: list[str] = []
    for name, words in remarks(rng, int(MORE_THAN_THE_TEXT * len(body_of(story)))):
        moment += timedelta(minutes=rng.randint(2, 90))
        when = gallery_style(moment)
        shown.append(one.format(name=text(name), when=when, words=text(words)))
    return around.format("".join(shown))


def teasers(press: Press, story: Story) -> str:
    """Other articles, each with its link and a sentence that is no link."""
    cards = press.edition.lists["politics"] + press.edition.lists["europe"]
    others = [card.story for card in cards if card.story.path != story.path]
    chosen = random.Random(f"teasers {story.path}").sample(others, TEASERS)
    return "".join(_teaser(press, one) for one in chosen)


def _teaser(press: Press, story: Story) -> str:
    words = f"<p>{text(story.description)}</p>" if story.description else ""
    return (
        f'<div class="item"><h4><a href="{press.url(story.path)}">{text(story.headline)}</a></h4>'
        f"{words}</div>"
    )


def cards(press: Press, stories: Iterable[Story]) -> str:
    """Links that hold everything: picture, headline and sentence."""
    return "".join(
        f'<a class="card" href="{press.url(one.path)}" title="{attribute(one.headline)}">'
        f"<h4>{text(one.headline)}</h4><p>{text(one.description or '')}</p></a>"
        for one in stories
    )


def more_below(press: Press, story: Story, shape: Shape) -> str:
    if not shape.more_below:
        return ""
    others = [card.story for card in press.edition.lists["economy"]]
    shown = cards(press, [one for one in others if one.path != story.path][:4])
    return f'<section class="further"><h3>More on this</h3>{shown}</section>'


def notices(shape: Shape) -> str:
    """Those that stand outside the text, some in boxes whose names tell nothing."""
    shown = []
    if "newsletter" in shape.notices:
        shown.append(f'<div class="letter-box">{NEWSLETTER_WORDS}<input type="email"></div>')
    if "consent" in shape.notices:
        shown.append(f'<div class="cc-window" role="dialog">{CONSENT_WORDS}</div>')
    if "wall" in shape.notices:
        shown.append(f'<div class="paywall-bar">{WALL_WORDS}</div>')
    return "\n".join(shown)


def notice_in_text(shape: Shape) -> str:
    if "newsletter-in-text" not in shape.notices:
        return ""
    return f'<div class="newsletter-signup">{NEWSLETTER_WORDS}</div>'
