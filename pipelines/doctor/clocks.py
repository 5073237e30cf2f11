"""Does another clock, of the database's server or of the site, show the time of this machine?"""

from __future__ import annotations

from datetime import datetime, timedelta

from pipelines.doctor.finding import Line, fault, good

TOLERANCE = timedelta(seconds=60)
"""A request, a queue and the second that a header is cut to explain some of it."""


def compare(check: str, whose: str, theirs: datetime | None, ours: datetime) -> Line:
    if theirs is None:
        return good(check, f"{whose} tells no time that can be read")
    ahead = (ours - theirs).total_seconds()
    if abs(ahead) <= TOLERANCE.total_seconds():
        return good(check, f"as {whose}'s, within {max(round(abs(ahead)), 1)} s")
    word = "ahead of" if ahead > 0 else "behind"
    found = f"this machine is {timedelta(seconds=round(abs(ahead)))} {word} {whose}"
    return fault(check, found, "timedatectl status; set it by chrony or timedatectl set-ntp true")
