"""The contract's rules for text, applied to the model's own words."""

from __future__ import annotations

from tests.site.model import TEXT_KINDS, Story

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff\u00ad"))


def clean(words: str) -> str:
    return " ".join(words.replace("\u00a0", " ").translate(INVISIBLE).split())


def body_of(story: Story) -> str:
    texts: list[str] = []
    for block in story.blocks:
        if block.kind in TEXT_KINDS:
            texts.extend((block.text, *block.items))
    texts.extend(photo.picture.caption or "" for photo in story.photos)
    return "\n\n".join(words for words in map(clean, texts) if words)
