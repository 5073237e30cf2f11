"""`python -m schedules crontab`: the schedules as lines for cron, which then replaces `start`."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from crawler.newspaper.active import PROFILE
from crawler.runtime import settings_file
from crawler.runtime.paths import ROOT
from crawler.runtime.setting_names import FROM_ENVIRONMENT
from schedules.definitions import DEFAULT_FILE, Schedule

SETTINGS = (settings_file.VARIABLE, *sorted(FROM_ENVIRONMENT))
"""What a crawl reads from the environment, of which cron passes on nothing."""

_HEAD = (
    f"# Crawls of {PROFILE.name}. Each line runs one crawl unless one of its spider is running. It",
    "# says nothing of a healthy one: cron mails a paragraph of any other. Cron makes up for",
    "# nothing: after a night the machine slept through, use `python -m schedules run NAME`, or",
    "# let `python -m schedules start` do all of it.",
    "# This puts these lines beside your own, in place of their former selves:",
)
_ZONE = (
    "# {zone}: not the clock of this machine. CRON_TZ is read by cronie (Fedora, RHEL, Arch,",
    "# SUSE); the cron of Debian and Ubuntu ignores it and goes by the machine's zone: there set",
    "# that (timedatectl set-timezone {zone}) or use `python -m schedules start`.",
    "CRON_TZ={zone}",
)


def lines(
    schedules: Sequence[Schedule],
    file: Path,
    now: datetime,
    environment: Mapping[str, str] = os.environ,
) -> list[str]:
    """Lines for a crontab, between two marks by which they are found again. CRON_TZ holds for what
    follows it, so the machine's zone is first."""
    enabled = sorted((one for one in schedules if one.enabled), key=lambda one: one.zone.key)
    same = [one for one in enabled if is_local(one.zone, now)]
    place = ROOT if file == DEFAULT_FILE else file.resolve()
    begin, end = (f"# {word} {PROFILE.slug} {place}" for word in ("BEGIN", "END"))
    printed = [begin, *_HEAD, f"#   {_adding(begin, end, file)}", *_settings(environment)]
    if same:
        printed += ["# The clock of this machine."]
    printed += [_line(one, file) for one in same]
    zone = None
    for one in enabled:
        if one in same:
            continue
        if one.zone.key != zone:
            zone = one.zone.key
            printed += [text.format(zone=zone) for text in _ZONE]
        printed.append(_line(one, file))
    return [*printed, end]


def is_local(zone: ZoneInfo, now: datetime) -> bool:
    """Whether the machine's clock shows the zone's time throughout the coming year."""
    moments = [now + timedelta(weeks=number) for number in range(53)]
    return all(
        moment.astimezone(zone).utcoffset() == moment.astimezone().utcoffset() for moment in moments
    )


def _settings(environment: Mapping[str, str]) -> list[str]:
    set_here = [name for name in SETTINGS if name in environment]
    return [f'{name}="{environment[name]}"' for name in set_here]


def _adding(begin: str, end: str, file: Path) -> str:
    """A line for a shell, which leaves all other lines of the crontab as they are."""
    former = f"\\|^{_exactly(begin)}$|,\\|^{_exactly(end)}$|d"
    others = f"crontab -l 2>/dev/null | sed {shlex.quote(former)}"
    # A command that fails must not leave an empty crontab.
    ours = f"lines=$({_command(['crontab'], file)})"
    return f"{ours} && {{ {others}; printf '%s\\n' \"$lines\"; }} | crontab -"


def _exactly(text: str) -> str:
    """As a pattern of sed whose delimiter is `|`."""
    return re.sub(r"[][\\.*^$|]", r"\\\g<0>", text)


def _command(words: Sequence[str], file: Path) -> str:
    words = [sys.executable, "-m", "schedules", *words]
    if file != DEFAULT_FILE:
        words += ["--file", str(file.resolve())]
    return f"cd {shlex.quote(str(ROOT))} && {shlex.join(words)}"


def _line(schedule: Schedule, file: Path) -> str:
    command = _command(["run", schedule.name, "--quiet"], file)
    # Cron takes an unescaped % for the end of the line.
    return f"{schedule.cron.expression} {command.replace('%', chr(92) + '%')}"
