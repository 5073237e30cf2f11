"""`pause` and `resume`: a file that whatever starts a schedule asks each time."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine

from crawler.runtime.exceptions import ArgumentError, CrawlFailed
from pipelines.store import open_engine
from pipelines.store.ledger import Ledger
from schedules import commands, foreground, pauses, status
from schedules.children import Children
from schedules.cron import Cron
from schedules.runner import Runner
from tests.databases import Databases
from tests.schedules.making import HOUR, MINUTE, command, nightly, utc

NOW = utc(2026, 10, 1, 12)


def test_until_it_is_resumed() -> None:
    schedule = nightly()
    assert pauses.paused(schedule, NOW) is None
    [said] = pauses.pause([schedule], None, NOW)
    assert said == "nightly: paused until: python -m schedules resume nightly"
    assert pauses.paused(schedule, NOW + timedelta(days=999)) is not None
    assert pauses.resume([schedule], NOW) == ["nightly: resumed"]
    assert pauses.paused(schedule, NOW) is None
    assert pauses.resume([schedule], NOW) == ["nightly: was not paused"]


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        ("2026-10-03", utc(2026, 10, 2, 21)),  # midnight in Istanbul
        ("2026-10-03T06:00", utc(2026, 10, 3, 3)),
        ("2026-10-03T06:00+00:00", utc(2026, 10, 3, 6)),
    ],
)
def test_until_a_time_by_its_own_clock(until: str, ends: datetime) -> None:
    schedule = nightly()
    pauses.pause([schedule], until, NOW)
    assert pauses.paused(schedule, ends - MINUTE) is not None
    assert pauses.paused(schedule, ends) is None


@pytest.mark.parametrize("until", ["soon", "", "2026-13-01", "2026-09-30", "9999-01-01", "2026-10"])
def test_a_time_that_is_none(until: str) -> None:
    with pytest.raises(ArgumentError, match="--until"):
        pauses.pause([nightly()], until, NOW)
    assert pauses.paused(nightly(), NOW) is None


@pytest.mark.parametrize("text", ["", "[]", '{"nightly": 1}', '{"nightly": {"since": "x"}}'])
def test_a_file_that_cannot_be_read_forgets_no_pause(text: str) -> None:
    pauses.FILE.write_text(text, encoding="utf-8")
    with pytest.raises(CrawlFailed, match=r"paused\.json"):
        pauses.paused(nightly(), NOW)


def test_what_is_due_meanwhile_is_skipped_for_good(databases: Databases, tmp_path: Path) -> None:
    url = databases.url("sqlite")
    mark = tmp_path / "ran"
    schedule = command(f"open({str(mark)!r}, 'w')", cron=Cron.parse("0 * * * *"))
    pauses.pause([schedule], None, NOW)
    with time_machine.travel(NOW + 2 * HOUR + MINUTE, tick=False):
        assert foreground.run(schedule, url) == 0
    assert not mark.exists()
    pauses.resume([schedule], NOW)
    engine = open_engine(url)
    rows = Ledger(engine).entries(schedule.name, 9, NOW + 3 * HOUR)
    assert [(row.due_at, row.result) for row in rows] == [(NOW + 2 * HOUR, "skipped")]
    found = status.read([schedule], url, NOW + 2 * HOUR + MINUTE)[0]
    assert (found.late_since, found.failing) == (None, ())
    engine.dispose()


def test_nothing_is_late_that_is_paused(databases: Databases) -> None:
    url = databases.url("sqlite")
    schedule = nightly()
    runner = Runner(url, Children())
    with time_machine.travel(NOW):
        runner.skip(schedule, partial(foreground._due, schedule, now=NOW))
    runner.close()
    later = NOW + timedelta(days=3)
    assert status.read([schedule], url, later)[0].late_since is not None
    pauses.pause([schedule], "2026-11-01", NOW)
    found = status.read([schedule], url, later)
    assert found[0].late_since is None
    assert "PAUSED   nightly: paused until 2026-11-01 00:00 +03" in status.as_lines(found)
    assert status.as_json(found)[0]["paused"]["until"] == "2026-10-31T21:00:00+00:00"


def test_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["pause", "all", "--until", "2099-01-01"]) == 2  # over ten years
    assert commands.main(["pause", "all"]) == 0
    names = json.loads(pauses.FILE.read_text(encoding="utf-8"))
    assert {"sections", "feeds"} <= names.keys()
    capsys.readouterr()
    assert commands.main(["resume", "sections"]) == 0
    assert capsys.readouterr().out == "sections: resumed\n"
    assert "sections" not in json.loads(pauses.FILE.read_text(encoding="utf-8"))
    assert commands.main(["pause", "nobody"]) == 2
