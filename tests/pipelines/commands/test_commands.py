"""`python -m pipelines`."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from crawler.items import Failure
from pipelines.commands import main
from pipelines.shown_diff import word_diff
from pipelines.store import Store
from tests.pipelines.factories import HOUR, NOW, PATH, article, sighting


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_upgrade_and_check(empty_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    database = ("--database", empty_url)
    status, out, _ = run(capsys, *database, "check")
    assert status == 1
    assert "run: python -m pipelines upgrade" in out
    assert run(capsys, *database, "upgrade")[0] == 0
    status, out, _ = run(capsys, *database, "check")
    assert status == 0
    assert out.count("\n") == 1


def test_the_database_is_the_settings(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.settings.DATABASE_URL", database_url)
    assert run(capsys, "check")[0] == 0


def test_a_database_that_cannot_be_used_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--database", "postgresql://u:secret@127.0.0.1:1/x", "check")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert "secret" not in err


@pytest.mark.parametrize("command", [["pending"], ["diff", "/x"]])
def test_a_look_without_a_schema_is_refused(
    empty_url: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, "--database", empty_url, *command)
    assert status == 1
    assert "run: python -m pipelines upgrade" in err


def test_pending(database_url: str, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    database = ("--database", database_url)
    assert run(capsys, *database, "pending")[1] == "nothing is pending\n"
    store.record([sighting(), sighting("/b")], "recent", NOW)
    store.record_failures([Failure(path="/b", cause="timeout", detail="30 s", seen_at=NOW)])
    lines = run(capsys, *database, "pending")[1].splitlines()
    assert lines[0].split() == ["url", "attempts", "last", "error", "next", "try"]
    assert lines[1].split() == [f"https://www.dailysabah.com{PATH}", "0", "next", "run"]
    assert "timeout: 30 s  2026-10-02 21:30 UTC" in lines[2]


def test_diff(
    database_url: str, store: Store, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    store.save([article(headline="Ten hurt", keywords=["quake"])])
    corrected = article(headline="Twelve hurt", keywords=["quake"], fetched_at=NOW + HOUR)
    store.save([corrected])
    url = f"http://dailysabah.com{PATH}/amp?utm_source=x"
    status, out, _ = run(capsys, "--database", database_url, "diff", url)
    assert status == 0
    assert "revision 2, seen 2026-10-02 00:30 UTC, changed by the newspaper" in out
    assert "headline: [-Ten-]{+Twelve+} hurt" in out
    assert "\033" not in out, "colour is for terminals"
    status, _, err = run(capsys, "--database", database_url, "diff", "/none")
    assert (status, err) == (1, "no article is stored for /none\n")


def test_words_are_compared_not_letters() -> None:
    before, after = "Ten people were hurt.", "Ten people, all women, were hurt."
    assert word_diff(before, after, colour=False) == (
        "Ten [-people-]{+people, all women,+} were hurt."
    )
    assert "\033[32m" in word_diff(before, after, colour=True)


@pytest.mark.parametrize("arguments", [[], ["sink"], ["diff"], ["--help"]])
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == (0 if arguments == ["--help"] else 2)
    captured = capsys.readouterr()
    assert "usage: python -m pipelines" in captured.out + captured.err


@pytest.mark.parametrize("command", [["diff"], ["reextract", "--url"]])
@pytest.mark.parametrize("url", ["https://evil.org/world/quake", "mailto:a@b.org", ""])
def test_a_url_of_another_site_is_refused(
    command: list[str], url: str, database_url: str, store: Store,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("crawler.settings.ARCHIVE_DIR", "data/warc")
    store.save([article("/world/quake")])
    status, out, err = run(capsys, "--database", database_url, *command, url)
    assert (status, out) == (2, "")
    assert "is not on" in err
