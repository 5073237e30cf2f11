"""The body of a photo gallery: an introduction, then picture, caption and credit in turn."""

from __future__ import annotations

import random

from tests.site.markup import lazy_image, ratio_image, rich, text
from tests.site.model import Photo, Story
from tests.site.press import Press


def gallery_body(press: Press, story: Story) -> str:
    rng = random.Random(f"gallery {story.path}")
    introduction = "\n".join(f"<p>{rich(block.text, rng)}</p>" for block in story.blocks)
    first, *rest = story.photos
    shots = [_shot(ratio_image(first.picture, "800x531", story.style.alt), first, rng)]
    shots.extend(_shot(lazy_image(photo.picture, "800x531"), photo, rng) for photo in rest)
    return f"{introduction}\n{''.join(shots)}"


def _shot(image: str, photo: Photo, rng: random.Random) -> str:
    return (
        f'<div class="gallery_photo">{image}<p>{rich(photo.picture.caption or "", rng)}</p>'
        f"<p>{text(photo.credit_line)}</p></div>\n"
    )
