"""Article and video pages, and the AMP twin of each."""

from __future__ import annotations

from tests.site.article_head import article_head
from tests.site.body_markup import body_html
from tests.site.clock import gallery_style, new_style, new_style_short, old_style
from tests.site.filler import HIDDEN_NEWSLETTER, NEWSLETTER, RELATED_TOPICS
from tests.site.gallery_page import gallery_body
from tests.site.markup import caption_line, lazy_image, ratio_image, text, twice_escaped
from tests.site.model import Story
from tests.site.page_frame import page
from tests.site.press import Press
from tests.site.wording import body_of

RELAUNCH = (
    ("main_page_title", "sx-headline"),
    ("logo_holder", "sx-brand"),
    ("left_mobile_details", "sx-meta"),
    ("right_desktop_details", "sx-meta-wide"),
    ("article_body", "sx-text"),
    ("layout-ratio", "sx-frame"),
    ("ratio800x531", "sx-frame-l"),
    ("ratio398x208", "sx-frame-m"),
    ("ratio190x100", "sx-frame-s"),
    ("image_caption", "sx-legend"),
    ("article_tags", "sx-labels"),
    ("article-newsletter", "sx-letter"),
    ("newsletter_box", "sx-letter-box"),
    ("related-topics-body", "sx-more"),
    ("related-topic-item", "sx-more-item"),
    ("photo_gallery_promo", "sx-photos"),
    ("copy_text", "sx-copy"),
    ("gallery_photo", "sx-shot"),
)


def article_page(press: Press, story: Story) -> str:
    headline = headline_html(story)
    html = page(
        press,
        story.path,
        title=f"{headline} | Daily Sabah",
        head=article_head(press, story, _stated_body(press, story)),
        content=_content(press, story, headline),
        section=story.section,
    )
    if "relaunch" in press.variants:
        for old, new in RELAUNCH:
            html = html.replace(old, new)
    return html


def amp_page(press: Press, story: Story) -> str:
    body = "" if "body-gone" in press.faults else body_html(press, story)
    return (
        f'<!doctype html>\n<html amp lang="en">\n<head>\n<meta charset="utf-8">\n<title>'
        f'{headline_html(story)} | Daily Sabah</title>\n<link rel="canonical" '
        f'href="{press.url(story.path)}">\n<script async src="https://cdn.ampproject.org/v0.js">'
        f"</script>\n</head>\n<body><article><h1>{headline_html(story)}</h1>\n{body}</article></body>\n"
        "</html>\n"
    )


def headline_html(story: Story) -> str:
    if story.style.headline_escaped_twice:
        return twice_escaped(story.headline)
    return text(story.headline)


def _content(press: Press, story: Story, headline: str) -> str:
    return (
        f'<main><article>\n<h1 class="main_page_title">{headline}</h1>\n'
        f"{_details(press, story)}\n{_lead(story)}\n{_second_byline(press, story)}\n"
        f'<div class="article_body">\n{_body(press, story)}\n</div>\n</article>\n'
        f"{_share_and_keywords(story)}\n{_boxes(press, story)}\n</main>"
    )


def _body(press: Press, story: Story) -> str:
    if "body-gone" in press.faults:
        return ""
    if story.photos:
        return gallery_body(press, story)
    return body_html(press, story)


def _stated_body(press: Press, story: Story) -> str | None:
    told = story.style.body_in_json and "body-gone" not in press.faults
    return body_of(story) if told else None


def _details(press: Press, story: Story) -> str:
    spans = []
    if story.byline:
        by = "" if story.style.date == "old" else "by "
        inside = len(story.path) % 8 == 0
        name = text(story.byline.text)
        spans.append(f"<h2>{by}{name}</h2>" if inside else f"{by}<h2>{name}</h2>")
    if story.city:
        spans.append(text(story.city))
    spans.extend(date_lines(press, story))
    joined = "".join(f"<span>{span}</span>\n" for span in spans)
    return f'<div class="left_mobile_details">\n{joined}</div>'


def date_lines(press: Press, story: Story) -> list[str]:
    if story.style.date == "none":
        return []
    if "dates-gone" in press.faults:
        return ["some time ago"]
    if story.style.date == "old":
        lines = [f"Published {old_style(story.published)}"]
        if story.modified:
            lines.append(f"Updated {old_style(story.modified)}")
        return lines
    if story.style.date == "gallery":
        return [gallery_style(story.published)]
    return [new_style(story.published)]


def _second_byline(press: Press, story: Story) -> str:
    """The same for wide screens, with a date in a shorter form."""
    by = "" if story.style.date == "old" else "by "
    parts = [f"{by}{text(story.byline.text)}"] if story.byline else []
    if story.style.date == "new" and "dates-gone" not in press.faults:
        parts.append(new_style_short(story.published))
    else:
        parts.extend(date_lines(press, story))
    joined = " ".join(f"<span>{part}</span>" for part in parts)
    return f'<div class="right_desktop_details">{joined}</div>'


def _lead(story: Story) -> str:
    """A gallery's first photo stands in its body."""
    if story.picture is None or story.photos:
        return ""
    line = text(caption_line(story.picture))
    caption = f'<div class="image_caption">{line}</div>' if line else ""
    return (
        f'<div class="article_image">{ratio_image(story.picture, "800x531", story.style.alt)}'
        f"{caption}</div>\n{caption}"
    )


def _share_and_keywords(story: Story) -> str:
    shortlink = '<ul class="share"><li><input class="copy_text"> shortlink copied</li>'
    if not story.keywords:
        return f"{shortlink}</ul>"
    words = [*story.keywords, *(story.keywords[:2] if story.style.repeated_keywords else ())]
    as_list = len(story.path) % 5 == 0
    links = [f'<a href="/search?query={word.replace(" ", "+")}">{text(word)}</a>' for word in words]
    if as_list:
        shown = "<ul>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>"
    else:
        shown = "<div>" + " ".join(links) + "</div>"
    return f'{shortlink}<li class="article_tags"><span>KEYWORDS</span>{shown}</li></ul>'


def _boxes(press: Press, story: Story) -> str:
    promo = (
        f'<div class="photo_gallery_promo"><a href="{press.url("/gallery")}">'
        f"{lazy_image(None, '800x531')}<h3>Festival of kites above the strait</h3></a>"
        "<span>PHOTOGALLERY</span></div>"
    )
    if story.style.bare:
        return f"{NEWSLETTER}\n{promo}"
    cards = "".join(
        f'<a href="{press.url(card.story.path)}">{lazy_image(card.story.picture, "398x208")}</a>'
        for card in press.edition.lists["world"][:3]
    )
    return (
        f"{HIDDEN_NEWSLETTER}\n{NEWSLETTER}\n{RELATED_TOPICS}\n"
        f'<div class="other_stories" data-revision="{story.style.revision}">{cards}</div>\n{promo}'
    )
