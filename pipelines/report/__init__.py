"""One page about what is in the database and how the runs went, for people without SQL."""

from pipelines.report.page import render

__all__ = ["render"]
