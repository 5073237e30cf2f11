"""Search over what the newspaper wrote, one behaviour on both databases.

Texts are cut into words, folded and stemmed here, in Python, for the index and for the query
alike; the databases only match words. A sentence each: `words` makes words of text, `documents`
makes of an article what is indexed, `index` keeps the index in step, `query` reads what was
asked, `matching` says it in SQL, `finding` answers it, `excerpts` shows where.
"""

from pipelines.store.search.excerpts import Piece
from pipelines.store.search.finding import Hit, find
from pipelines.store.search.index import add, is_complete, is_searched, rebuild, remove
from pipelines.store.search.query import Query, WrongQuery, parse

__all__ = [
    "Hit",
    "Piece",
    "Query",
    "WrongQuery",
    "add",
    "find",
    "is_complete",
    "is_searched",
    "parse",
    "rebuild",
    "remove",
]
