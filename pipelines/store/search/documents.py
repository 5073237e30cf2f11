"""What of an article is indexed. Pure functions of its row: the same words on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Literal, get_args

from pipelines.store.schema.rows import SearchedRow
from pipelines.store.text.terms import WORD, stems
from pipelines.store.text.tokens import Remembered, is_remembered, tokens

_Searched = Literal[
    "headline", "description", "body", "keywords", "authors", "agencies", "date_published"
]
SEARCHED: tuple[_Searched, ...] = get_args(_Searched)
"""Columns of `articles` whose change makes another document."""

HEAD = ("headline", "keywords", "description", "names")
"""Fields of the short part of a document, best first; `names` are authors and agencies."""

AUTHOR, AGENCY = "\u00b6", "\u00a7"
"""Before each word of a name: who wrote it is no word of the text, and no agency is an author."""

GAP = "\u2026"
"""Stands for no word, so that no phrase reaches across it; nobody can ask for it."""

MAX_WORDS = 16_000
"""Words of one article that are indexed: a tsvector holds 16,383 positions and 1 MB."""
MAX_CHARACTERS = 150_000
"""Characters of a body that are looked at; hardly any reach as far as `MAX_WORDS`."""
_MAX_OF_HEAD = 3_000
_MAX_OF_ONE = 250
"""Places of one word that are indexed: a tsvector keeps 255."""


def _stemmed(found: Iterable[str]) -> dict[str, list[str]]:
    """By what stands between two blanks, the words in it; many at once take the stemmer a fraction
    of the time."""
    words = {token: WORD.findall(token) for token in found}
    stemmed = iter(stems(list(chain.from_iterable(words.values()))))
    return {
        token: [stem for stem in islice(stemmed, len(own)) if stem] for token, own in words.items()
    }


_stems_of = Remembered(lambda token: _stemmed([token])[token])


@dataclass(frozen=True, slots=True)
class Document:
    head: dict[str, list[str]]
    """Words by field of `HEAD`."""
    words: list[str]
    """Headline, keywords, description, body, one after another."""
    published: datetime | None
    shown_at: datetime
    """By which it is sorted: its publication or, where that is unknown, when it was fetched."""


def documents(rows: Mapping[int, SearchedRow]) -> dict[int, Document]:
    """By id, the documents of rows of `articles`; `SEARCHED` and `fetched_at` are needed."""
    texts = chain.from_iterable(map(_texts, rows.values()))
    found = set(chain.from_iterable(map(tokens, texts)))
    _stems_of.remember(_stemmed(filter(is_remembered, found.difference(_stems_of))))
    return {key: _document(row) for key, row in rows.items()}


def _texts(row: SearchedRow) -> Iterator[str]:
    yield from (row["headline"] or "", row["description"] or "", _body(row))
    yield from chain(row["keywords"], row["authors"], row["agencies"])


def _body(row: SearchedRow) -> str:
    return (row["body"] or "")[:MAX_CHARACTERS]


def _document(row: SearchedRow) -> Document:
    head = {
        "headline": cut([row["headline"]]),
        "keywords": cut(row["keywords"]),
        "description": cut([row["description"]]),
        "names": cut(row["authors"], AUTHOR) + cut(row["agencies"], AGENCY),
    }
    words = [*head["headline"], GAP, *head["keywords"], GAP, *head["description"], GAP]
    words += cut([_body(row)])
    return Document(
        {name: thinned(some[:_MAX_OF_HEAD]) for name, some in head.items()},
        thinned(words[:MAX_WORDS]),
        row["date_published"],
        row["date_published"] or row["fetched_at"],
    )


def cut(texts: Iterable[str | None], mark: str = "") -> list[str]:
    """The words of texts, with a gap after each text but the last."""
    words: list[str] = []
    for text in texts:
        found = _words(text, mark) if text else []
        if words and found:
            words.append(GAP)
        words += found
    return words


def _words(text: str, mark: str) -> list[str]:
    # No word reaches across a blank.
    found = list(chain.from_iterable(map(_stems_of.__getitem__, tokens(text))))
    return [mark + stem for stem in found] if mark else found


def thinned(words: list[str]) -> list[str]:
    """The words, with gaps for those that come more often than an index keeps."""
    if len(words) - len(set(words)) < _MAX_OF_ONE:
        return words
    counts = Counter(words)
    often = {word for word, times in counts.items() if times > _MAX_OF_ONE}
    seen: Counter[str] = Counter()
    kept = []
    for word in words:
        seen[word] += word in often
        kept.append(word if seen[word] <= _MAX_OF_ONE else GAP)
    return kept
