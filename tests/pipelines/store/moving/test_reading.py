from __future__ import annotations

from sqlalchemy import Engine, text

from pipelines.store.moving.reading import _batches, one_moment

NUMBERS = text(
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1200)"
    " SELECT n FROM numbers"
)


def test_a_batch_is_in_memory_at_a_time(engine: Engine) -> None:
    with one_moment(engine) as connection:
        assert [len(batch) for batch in _batches(connection, NUMBERS, "x")] == [500, 500, 200]
