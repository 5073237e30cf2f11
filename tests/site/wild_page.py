"""Article pages after the wild relaunch: other newspapers' shapes, none of the site's names."""

from __future__ import annotations

import random

from tests.site.article_head import article_head
from tests.site.article_page import date_lines, headline_html
from tests.site.body_markup import block_html, plain_html
from tests.site.markup import alt, caption_line, rich, text
from tests.site.model import Photo, Picture, Story
from tests.site.page_frame import page
from tests.site.press import Press
from tests.site.wild_around import comments, more_below, notice_in_text, notices, teasers
from tests.site.wild_shape import Shape, Wrapper, shape_of, stated_body

WRAPPED: dict[Wrapper, tuple[str, str]] = {
    "form": ('<form method="post" action="./" id="form1">', "</form>"),
    "tag-instagram": ('<div class="post tag-instagram category-media">', "</div>"),
    "no-ads": ('<div class="has-banner no-ads">', "</div>"),
    "sharing-enabled": ('<div id="page" class="sharing-enabled newsletter-on">', "</div>"),
    "comments-open": ('<div class="single comments-open related-content">', "</div>"),
}


def wild_page(press: Press, story: Story) -> str:
    shape = shape_of(story)
    headline = headline_html(story)
    html = page(
        press,
        story.path,
        title=f"{headline} | Daily Sabah",
        head=article_head(press, story, stated_body(story)),
        content=_content(press, story, shape),
        section=story.section,
    )
    for name in reversed(shape.wrappers):
        opened, closed = WRAPPED[name]
        html = html.replace("<body>", f"<body>{opened}", 1).replace("</body>", f"{closed}</body>")
    return html.replace("logo_holder", "sx-brand")


def _content(press: Press, story: Story, shape: Shape) -> str:
    head = f"<h1>{headline_html(story)}</h1>\n{_details(press, story)}\n{_lead(story)}"
    body = _body(press, story, shape)
    match shape.headline:
        case "above":
            main = f'<div class="top">{head}</div>\n<div class="story">{body}</div>'
        case "in-text":
            main = f'<div class="story">{head}\n{body}</div>'
        case _:
            main = f'<article class="story">{head}\n<div class="copy">{body}</div></article>'
    below = f"{more_below(press, story, shape)}\n{comments(story, shape)}"
    return f"{_beside(press, story, shape, f'{main}{below}')}\n{notices(shape)}"


def _beside(press: Press, story: Story, shape: Shape, main: str) -> str:
    others = teasers(press, story)
    match shape.beside:
        case "aside":
            return f'<main>{main}</main><aside class="right">{others}</aside>'
        case "column":
            return (
                f'<div class="row"><div class="col-8">{main}</div><div class="col-4 sidebar">'
                f"<h3>Read today</h3>{others}</div></div>"
            )
        case "table":
            return (
                '<table width="100%"><tr><td colspan="2">Tuesday edition</td></tr><tr>'
                f"<td><table><tr><td>{main}</td></tr></table></td>"
                f'<td width="300"><table><tr><td class="sidebar">{others}</td></tr></table></td>'
                "</tr></table>"
            )
        case _:
            return f"<main>{main}</main>"


def _details(press: Press, story: Story) -> str:
    parts = []
    if story.byline:
        parts.append(f"by {text(story.byline.text)}")
    if story.city:
        parts.append(text(story.city))
    parts.extend(date_lines(press, story))
    return f'<div class="meta">{"".join(f"<span>{part}</span> " for part in parts)}</div>'


def _lead(story: Story) -> str:
    if story.picture is None or story.photos:
        return ""
    line = text(caption_line(story.picture))
    return f"<figure>{_image(story, story.picture)}<figcaption>{line}</figcaption></figure>"


def _image(story: Story, picture: Picture) -> str:
    return f'<img src="{picture.url}" alt={alt(picture, story.style.alt)}>'


def _body(press: Press, story: Story, shape: Shape) -> str:
    rng = random.Random(f"wild body {story.path}")
    if story.photos:
        return _gallery(story, shape, rng)
    if shape.text in ("breaks", "divisions"):
        parts = [plain_html(press, story, block, rng) for block in story.blocks]
    else:
        parts = [block_html(press, story, block, rng) for block in story.blocks]
    parts[1:1] = [notice] if (notice := notice_in_text(shape)) else []
    match shape.text:
        case "boxed":
            return "\n".join(f'<div class="par"><div class="in">{p}</div></div>' for p in parts)
        case "divisions":
            return "\n".join(f"<div>{part}</div>" for part in parts)
        case "breaks":
            return "<br><br>\n".join(parts)
        case _:
            return "\n".join(parts)


def _gallery(story: Story, shape: Shape, rng: random.Random) -> str:
    introduction = "\n".join(f"<p>{rich(block.text, rng)}</p>" for block in story.blocks)
    shots = "\n".join(_shot(story, shape, photo, rng) for photo in story.photos)
    return f"{introduction}\n{shots}"


def _shot(story: Story, shape: Shape, photo: Photo, rng: random.Random) -> str:
    image = _image(story, photo.picture)
    words = rich(photo.picture.caption or "", rng)
    credit = text(photo.credit_line)
    match shape.text:
        case "boxed":
            return f'<div class="slide">{image}<p>{words}</p><p>{credit}</p></div>'
        case "divisions":
            return f'<div class="slide">{image}<div>{words}</div><div>{credit}</div></div>'
        case "breaks":
            return f"<p>{image}<br>{words}<br><br>{credit}</p>"
        case _:
            line = f"{words} {text(f'({photo.picture.credit})')}" if photo.picture.credit else words
            return f"<figure>{image}<figcaption>{line}</figcaption></figure>"
