"""From what a crawl saw to its outcome (CONTRACT, promise 5)."""

from pipelines.outcome.verdict import Verdict, judge

__all__ = ["Verdict", "judge"]
