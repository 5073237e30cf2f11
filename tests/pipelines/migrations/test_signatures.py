"""The rule of signing is still that of migration 0003: both sign alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.migrations.frozen.signatures_of_0003 import sign
from pipelines.store.duplicates import minhash
from pipelines.store.duplicates.similarity import Text
from tests.pipelines.labelled_pairs import FERRY, LIBRARY

WORDS = st.lists(
    st.text("abcİıé“’`\u00ad\u200bé .,1-", min_size=1, max_size=6), min_size=20, max_size=60
)


def live(body: str) -> tuple[list[int], int] | None:
    text = Text(body)
    if not text.is_comparable:
        return None
    signature = minhash.sign(text)
    return signature.stored, signature.sketch


@pytest.mark.parametrize("body", [FERRY, LIBRARY, "Too short.", "one two " * 40, ""])
def test_bodies_are_signed_as_the_program_does(body: str) -> None:
    assert sign(body) == live(body)


@given(WORDS.map(" ".join))
def test_any_text_is_signed_as_the_program_does(body: str) -> None:
    """A change of the rule needs a migration that signs anew; then this file goes."""
    assert sign(body) == live(body)
