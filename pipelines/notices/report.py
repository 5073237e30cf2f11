"""What is said of one run, and how that reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.newspaper.active import PROFILE
from pipelines.store import Finding
from pipelines.store.outbox import Condition, Level

Outcome = Literal["succeeded", "degraded", "failed", "interrupted", "expired"]
"""A run's, and `expired` for one that was stopped at its time limit."""

MAX_FINDINGS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    kind: Literal["spider", "schedule"]
    """A spider's run, or a command that a schedule ran."""
    name: str
    outcome: Outcome
    at: datetime
    host: str
    reason: str | None = None
    run: int | None = None
    findings: Sequence[Finding] = ()
    log: str | None = None
    next_due: str | None = None

    @property
    def subject(self) -> str:
        return f"{self.kind} {self.name}"


def title(report: Report, condition: Condition, *, again: bool = False) -> str:
    """`again`: it was told before that this fails."""
    if condition.level == "healthy":
        state = "well again"
    elif again:
        state = "still degraded" if condition.level == "degraded" else "still failing"
    elif report.outcome == "expired" and condition.level == "interrupted":
        state = "stopped at its time limit"
    else:
        state = condition.level
    return f"{PROFILE.name} {report.name}: {state}"


def failure(report: Report, condition: Condition) -> str:
    lines = [f"{_outcome(report)}: {report.reason or 'no reason was given'}", _who(report)]
    if condition.interruptions > 1:
        lines.append(f"{condition.interruptions} runs in a row were interrupted")
    if condition.since is not None and condition.since < report.at:
        lines.append(f"failing since {condition.since:%Y-%m-%d %H:%M} UTC")
    return "\n".join([*lines, *lines_of(report.findings), *_where_and_when(report)])


def recovery(report: Report, since: datetime | None, *, was_told: bool) -> str:
    began = f"since {since:%Y-%m-%d %H:%M} UTC" if since else "for a while"
    lines = [f"succeeded: it had been failing {began}", _who(report)]
    if not was_told:
        lines.append("The notice of that failure could not be delivered while it lasted.")
    return "\n".join([*lines, *_where_and_when(report)])


_TYPES: dict[Level, str] = {
    "healthy": "success", "degraded": "warning", "interrupted": "failure", "failed": "failure",
}  # fmt: skip


def type_of(level: Level) -> str:
    """apprise's word for it."""
    return _TYPES[level]


def _outcome(report: Report) -> str:
    return "interrupted" if report.outcome == "expired" else report.outcome


def _who(report: Report) -> str:
    run = f", run {report.run}" if report.run is not None else ""
    return f"{report.subject}{run}, on host {report.host}"


def lines_of(findings: Sequence[Finding]) -> Iterator[str]:
    """The first of them, each with what to do."""
    yield from (f"- {finding}" for finding in findings[:MAX_FINDINGS])
    if len(findings) > MAX_FINDINGS:
        yield f"- and {len(findings) - MAX_FINDINGS} more findings"


def _where_and_when(report: Report) -> Iterator[str]:
    if report.log:
        yield f"log: {report.log}"
    if report.next_due:
        yield f"next due: {report.next_due}"
