"""What the doctor says of this machine, the settings and the database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.settings import BaseSettings
from sqlalchemy import make_url, text

from crawler.parsing.matched_selectors import alternatives
from pipelines.doctor import database, folders, notify
from pipelines.doctor.finding import Line, Mark, exit_status, fatal, fault, good
from pipelines.doctor.screen import shown, summary
from pipelines.store import open_engine
from tests.crawls.small_disks import fill, small_disk
from tests.databases import Databases
from tests.pipelines.doctor.running import SOON, doctor, told


def bad(lines: Iterator[Line]) -> list[tuple[str, str]]:
    return [(line.check, line.found) for line in lines if line.mark is not Mark.GOOD]


def settings(**more: str) -> BaseSettings:
    folders = ("ARCHIVE_DIR", "SPOOL_DIR", "NOTICES_DIR", "LOGS_DIR")
    named = {name: os.environ[name] for name in folders}
    return BaseSettings({**named, "METRICS_FILE": "", "NOTIFY_URLS": "", **more})


def test_a_sound_database(database_url: str) -> None:
    assert bad(database.lines(database_url)) == []


def test_a_database_without_a_schema_is_made_by_the_first_crawl(empty_url: str) -> None:
    assert bad(database.lines(empty_url)) == []


def test_nothing_is_written(databases: Databases) -> None:
    file = Path(str(make_url(databases.url("sqlite")).database))
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    before = file.read_bytes(), sorted(file.parent.glob(f"{file.name}*"))
    assert bad(database.lines(f"sqlite:///{file}")) == []
    assert (file.read_bytes(), sorted(file.parent.glob(f"{file.name}*"))) == before


def test_no_table_is_made_in_postgresql(databases: Databases) -> None:
    url = databases.empty_url("postgresql")
    list(database.lines(url))
    engine = open_engine(url)
    with engine.connect() as connection:
        assert (
            connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname='public'")) == 0
        )
    engine.dispose()


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_a_schema_of_another_time(revision: str, database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
    engine.dispose()
    [(check, found)] = bad(database.lines(database_url))
    assert check == "database"
    assert ("newer" if revision == "9999" else "old") in found


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://news:hunter2@127.0.0.1:9/news",
        "sqlite:////no/such/folder/news.db",
        "mysql://news:hunter2@h/news",
        "hunter2",
    ],
)
def test_a_database_that_is_not_there(url: str) -> None:
    lines = list(database.lines(url))
    assert [(line.check, line.mark) for line in lines] == [("database", Mark.FATAL)]
    assert "hunter2" not in lines[0].found + lines[0].hint


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "news.db").write_text("no database at all, but some text " * 99, encoding="utf-8")
    lines = list(database.lines(f"sqlite:///{tmp_path}/news.db"))
    assert [(line.check, line.mark) for line in lines] == [("database", Mark.FATAL)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("REVOKE INSERT ON articles FROM reader", "may not change our tables"),
        ("ALTER ROLE reader SET default_transaction_read_only = on", "takes no writes"),
        ("SELECT 1", ""),
    ],
)
def test_rights_on_postgresql(change: str, said: str, databases: Databases) -> None:
    url = databases.url("postgresql")
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS reader"))
        connection.execute(text("CREATE ROLE reader LOGIN PASSWORD 'x'"))
        connection.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO reader"))
        connection.execute(text(change))
    try:
        own = make_url(url).set(username="reader", password="x")
        found = bad(database.lines(own.render_as_string(hide_password=False)))
        assert [check for check, _ in found] == (["rights"] if said else [])
        assert all(said in one for _, one in found)
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP OWNED BY reader"))
            connection.execute(text("DROP ROLE reader"))
        engine.dispose()


def test_folders_that_can_be_written(tmp_path: Path) -> None:
    assert bad(folders.lines(settings())) == []
    assert not (tmp_path / "warc").exists()


@pytest.mark.parametrize(
    "name", ["ARCHIVE_DIR", "SPOOL_DIR", "NOTICES_DIR", "LOGS_DIR", "METRICS_FILE"]
)
@pytest.mark.parametrize("folder", ["/proc/warc/x", "/dev/null/x"])
def test_a_folder_that_cannot_be_written(name: str, folder: str) -> None:
    [(check, found)] = bad(folders.lines(settings(**{name: folder})))
    assert check == "folders"
    assert found.startswith(f"{name} ")


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "64k") as folder:
        fill(folder)
        yield folder


def test_a_full_disk(full_disk: Path) -> None:
    found = bad(folders.lines(settings(ARCHIVE_DIR=str(full_disk))))
    assert found == [("folders", f"ARCHIVE_DIR {full_disk}: No space left on device")]
    lines = list(database.lines(f"sqlite:///{full_disk}/news.db"))
    assert lines[-1].mark is Mark.FATAL
    assert "no room" in lines[-1].found


def test_a_disk_that_is_nearly_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2m") as folder:
        [(check, found)] = bad(folders.lines(settings(SPOOL_DIR=str(folder))))
    assert check == "folders"
    assert "2 MB free" in found


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # of apprise
def test_urls_of_services() -> None:
    assert bad(notify.lines(settings(NOTIFY_URLS="json://localhost:9 mailto://u:p@h.org"))) == []
    [(check, found)] = bad(notify.lines(settings(NOTIFY_URLS="json://h slak://hunter2/x")))
    assert check == "notices"
    assert "url 2 of NOTIFY_URLS (slak://…)" in found
    assert "hunter2" not in found


def test_nobody_reads_a_secret(tmp_path: Path) -> None:
    file = tmp_path / "site.env"
    secrets = "NOTIFY_URLS=slak://hunter2/x\nDATABASE_URL=postgresql://u:hunter2@127.0.0.1:9/x\n"
    file.write_text(secrets, encoding="utf-8")
    file.chmod(0o644)
    done = doctor(SOON, "", ENV_FILE=str(file), DATABASE_URL="postgresql://u:hunter2@127.0.0.1:9/x")
    assert done.status == 1
    assert "chmod 600" in done.out
    assert "hunter2" not in done.out + done.err


def test_names_and_values_of_settings(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/news.db"
    found = told(SOON, url, DATABSE_URL="sqlite:///x.db")
    assert "did you mean DATABASE_URL?" in found.line("settings", "fault")["found"]
    wrong = told(SOON, url, LOG_FORMAT="xml")
    assert "LOG_FORMAT is 'xml'" in wrong.line("settings", "fatal")["found"]
    assert wrong.marks("site") == []  # no crawl would ask with these


LINES = [good("menu", "60 sections"), fault("list", "by shape", "mend it")]


def test_marks_without_a_terminal() -> None:
    plain = [text for line in LINES for text in shown(line, coloured=False, width=80)]
    assert plain == [
        "ok    menu           60 sections",
        "FAULT list           by shape",
        "                     -> mend it",
    ]


def test_marks_on_a_terminal() -> None:
    assert shown(LINES[0], coloured=True, width=80)[0].startswith("\x1b[32m✓\x1b[0m menu ")
    assert shown(LINES[1], coloured=True, width=80)[0].startswith("\x1b[31m✗\x1b[0m list ")


def test_a_line_of_the_site_obeys_no_terminal() -> None:
    assert "\x1b" not in "".join(shown(good("site", "a\x1b[31mb"), coloured=False, width=80))


@pytest.mark.parametrize(
    ("lines", "status", "said"),
    [
        (LINES[:1], 0, "All is well"),
        (LINES, 3, "A night works, with 1 of 2 lines at fault"),
        ([*LINES, fatal("site", "away", "wait")], 1, "No night can work: 1 of 3"),
    ],
)
def test_the_verdict(lines: list[Line], status: int, said: str) -> None:
    assert exit_status(lines) == status
    assert said in summary(lines, 9)


@pytest.mark.parametrize(
    ("css", "parts"),
    [
        ("h1.a", ["h1.a"]),
        ("h1.a, h2.b > i", ["h1.a", "h2.b > i"]),
        ("h1:is(.a, .b), [x='1']", ["h1:is(.a, .b)", "[x='1']"]),
        ("", []),
    ],
)
def test_alternatives_of_a_selector(css: str, parts: list[str]) -> None:
    assert alternatives(css) == parts
