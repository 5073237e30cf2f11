"""How bodies are scored on pages of other newspapers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.overlap import BodyScore, Overlap

TEN = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("read", "precision", "recall", "is_exact"),
    [
        (TEN, 1, 1, True),
        (TEN.replace(" ", ",\n\n"), 1, 1, True),
        ("one two three four five six", 1, 3 / 7, False),
        (f"{TEN} eleven twelve thirteen", 7 / 10, 1, False),
        (f"{TEN}\n\n{TEN}", 7 / 17, 1, False),
        ("ten nine eight seven six", 0, 0, False),
        ("", None, 0, False),
        (None, None, 0, False),
    ],
)
def test_runs_of_four_words_are_shared(
    read: str | None, precision: float | None, recall: float, is_exact: bool
) -> None:
    assert Overlap.of(TEN, read) == Overlap(precision, recall, is_exact)


@pytest.mark.parametrize(("read", "f1"), [("fire in the", 1), ("fire in", 0), ("in the fire", 0)])
def test_a_text_of_under_four_words_is_one_run(read: str, f1: float) -> None:
    assert Overlap.of("fire in the", read).f1 == f1


@given(st.text(alphabet="ab .", max_size=60), st.text(alphabet="ab .", max_size=60))
def test_precision_of_one_is_recall_of_the_other(one: str, other: str) -> None:
    there, back = Overlap.of(one, other), Overlap.of(other, one)
    assert (there.precision, there.recall) == (back.recall, back.precision)


def test_f1_is_of_the_means() -> None:
    score = BodyScore()
    score.add(TEN, TEN)
    score.add(TEN, "one two three four five six")
    precision, recall = 1, (1 + 3 / 7) / 2
    assert score.precision == precision
    assert score.recall == pytest.approx(recall)
    assert score.f1 == pytest.approx(2 * precision * recall / (precision + recall))
    assert score.exact == 0.5


def test_a_page_without_a_body_has_no_precision_and_is_under_half_right() -> None:
    score = BodyScore()
    score.add(TEN, TEN)
    score.add(TEN, " ")
    assert (score.precision, score.recall) == (1, 0.5)
    assert (score.empty, score.under_half_right) == (1, 1)
