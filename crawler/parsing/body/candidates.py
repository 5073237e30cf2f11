"""Which of a page's texts is its body: every source that has one is a candidate, and a stub never
beats a full text (docs/decisions/026)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import is_normalized

from crawler.items import Kind, Source
from crawler.parsing.body import consensus
from crawler.parsing.body.shingles import Shingles
from crawler.parsing.clean.text import clean_body, has_sentence
from crawler.parsing.sources.site import ArticlePage

_THIN = 300
"""Characters of the site's own box below which the rest of the page is looked at too."""
_MIN_FULL = 400
_MIN_PARAGRAPHS = 3
"""What other text of a page must have to be its body although the site's own box is there."""
_STUB = 0.5
"""Share of the longest candidate below which a text is a stub."""

Candidate = tuple[Source, Sequence[str]]


def body_candidates(
    page: ArticlePage, stated: object, headline: str | None
) -> Iterator[tuple[Source, object]]:
    """The candidates that are no stubs, best first. `stated`: JSON-LD's body, raw."""
    own = _paragraphs(page.site.get("body"))
    if _is_believed(own, stated, page.kind):
        yield Source.SITE, own
        return
    told = _told(stated)
    candidates: list[Candidate] = [(Source.SITE, own), (Source.JSON_LD, told)]
    found = _elsewhere(page, own, told, headline)
    # A flat text tells no paragraphs: the page's own come first.
    candidates.insert(2 if len(told) > 1 else 1, (Source.GENERIC, found))
    longest = max(_length(texts) for _, texts in candidates)
    for source, texts in candidates:
        if texts and _length(texts) >= _STUB * longest:
            yield source, texts


def _told(stated: object) -> list[str]:
    return (clean_body(stated) or "").split("\n\n") if stated else []


def _is_believed(own: Sequence[str], stated: object, kind: Kind) -> bool:
    """The site's own box, as long as it holds running text, and not a part of what is told; under
    a film stand a few words."""
    length = _length(own)
    if not has_sentence(" ".join(own)) or _is_stub_of(stated, length):
        return False
    return length >= _THIN or bool(stated) or kind is Kind.VIDEO


def _is_stub_of(stated: object, length: int) -> bool:
    """Whether a text of such a length is a stub beside what is told. Cleaning makes no text longer
    whose letters are whole: on the usual page it is known without, which takes 0.02 ms less."""
    if isinstance(stated, str) and length >= _STUB * len(stated) and is_normalized("NFC", stated):
        return False
    return length < _STUB * _length(_told(stated))


def _elsewhere(
    page: ArticlePage, own: Sequence[str], told: Sequence[str], headline: str | None
) -> list[str]:
    """What the page's text says outside the site's markup; [] where that is no body."""
    document, kind = page.document, page.kind
    if page.has_body:
        # Our own finder alone says most often that there is nothing else: it takes a fifth.
        texts = consensus.body(document, kind, headline) or []
        if not _is_full(texts, told) or _length(texts) * _STUB <= _length(own):
            return []
    return consensus.consensus(document, kind, headline, "\n".join(told)) or []


def _is_full(texts: Sequence[str], told: Sequence[str]) -> bool:
    """Around an empty box stand sign-ups and notices: more than such, or what JSON-LD says too."""
    if _length(texts) >= _MIN_FULL and len(texts) >= _MIN_PARAGRAPHS:
        return True
    return bool(texts) and Shingles.of(told).has("\n".join(texts))


def _paragraphs(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _length(texts: Sequence[str]) -> int:
    return sum(map(len, texts))
