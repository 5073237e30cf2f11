"""The outcome of a run, its exit status and what the operator is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.runtime import stats_names
from crawler.runtime.exceptions import EXIT_DEGRADED, EXIT_FAILED, EXIT_HEALTHY, EXIT_WRONG_USE
from pipelines.outcome.checks import (
    archive,
    clock,
    doubts,
    failures,
    fields,
    keeping,
    limited,
    listings,
    output,
    spool,
    usual,
)
from pipelines.outcome.observed import Observed
from pipelines.store import Finding, Run, RunOutcome


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: RunOutcome
    exit_status: int
    reason: str | None
    findings: list[Finding] = field(default_factory=list)


def judge(
    observed: Observed,
    finish_reason: str,
    history: Sequence[Run],
    started_at: datetime,
    now: datetime,
) -> Verdict:
    """The outcome of a crawl by its counts, Scrapy's reason for its end, and earlier runs.

    `history`: earlier runs of the spider, the newest first.
    """
    if refused := _refused(observed, finish_reason):
        # By a wrong clock no certificate is valid.
        refused.findings.extend(clock.findings(observed))
        return refused
    past = usual.comparable(history, now)
    findings = [
        *listings.findings(observed, past, now),
        *failures.findings(observed, past),
        *fields.findings(observed, past),
        *keeping.findings(observed),
        *doubts.findings(observed),
        *clock.findings(observed),
        *spool.findings(observed),
        *output.findings(observed),
        *archive.findings(observed),
        *usual.findings(observed, past, now - started_at),
    ]
    if finish_reason == "shutdown":
        stopped = "stopped by a signal; the next run goes on from here"
        return Verdict("interrupted", EXIT_FAILED, stopped, findings)
    if lock_lost := observed.text(stats_names.LOCK_LOST):
        return Verdict("interrupted", EXIT_FAILED, lock_lost, findings)
    if fault := observed.text(stats_names.MACHINE_FAULT):
        return Verdict("failed", EXIT_FAILED, fault, [_machine(fault), *findings])
    if reason := failures.nothing_useful(observed):
        status = EXIT_WRONG_USE if failures.all_disallowed(observed) else EXIT_FAILED
        return Verdict("failed", status, reason, findings or [failures.nothing(reason)])
    if finish_reason != "finished":
        findings.append(usual.cut_short(finish_reason))
    remarks = (
        limited.remark(observed),
        doubts.remark(observed),
        spool.remark(observed),
        archive.remark(observed),
    )
    remark = "; ".join(filter(None, remarks)) or None
    if findings:
        names = ", ".join(dict.fromkeys(finding.check for finding in findings))
        reason = "; ".join(filter(None, (f"health checks fell short: {names}", remark)))
        return Verdict("degraded", EXIT_DEGRADED, reason, findings)
    return Verdict("succeeded", EXIT_HEALTHY, remark)


def _machine(fault: str) -> Finding:
    return Finding(check="machine", found=fault, expected=None, hint=failures.hint("machine"))


def _refused(observed: Observed, finish_reason: str) -> Verdict | None:
    """A crawl that said itself why it could do nothing, or whose database was lost."""
    status = observed.number(stats_names.EXIT_STATUS)
    reason = observed.text(stats_names.REASON)
    if reason is not None:
        check = observed.text(stats_names.CHECK) or "start"
        finding = Finding(check=check, found=reason, expected=None, hint=failures.hint(check))
        return Verdict("failed", status, reason, [finding])
    lost = observed.text(stats_names.STORE_LOST)
    if lost is None:
        return None
    waiting = observed.number(stats_names.ARTICLES_SPOOLED)
    reason = f"{lost}; {waiting} articles wait in the spool"
    finding = Finding(
        check="database", found=lost, expected="writable", hint=failures.hint("database")
    )
    return Verdict("failed", EXIT_FAILED, reason, [finding])
