"""From what a crawl saw to its outcome (CONTRACT, promise 5)."""

from pipelines.health.judging import Verdict, judge

__all__ = ["Verdict", "judge"]
