"""`python -m pipelines forget`: what it takes for an article, finds, refuses, and says is left."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawler import settings
from crawler.urls import canonical
from pipelines import commands
from pipelines.archive.exchange import Exchange
from pipelines.archive.folder import Folder, index_of
from pipelines.archive.verifying import Verified
from pipelines.store import Store, Validator
from tests.pipelines.archive.making import URL, captures, exchange, later, written
from tests.pipelines.factories import NOW, article, rows, sighting

PATH, OTHER, LIST = "/world/ferry-returns", "/world/ferry-returns-late", "/world"
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def kind() -> str:
    """What differs between databases is in test_forgetting."""
    return "sqlite"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The article between its list and another article."""
    folder = tmp_path / "warc"
    monkeypatch.setattr(settings, "ARCHIVE_DIR", str(folder))
    monkeypatch.setattr(settings, "SPOOL_DIR", str(tmp_path / "spool"))
    monkeypatch.setattr("pipelines.commands.forget.resolve", tmp_path.joinpath)
    written(folder, page(LIST), exchange(), page(OTHER))
    return folder


def page(path: str, body: bytes = b"<p>Text.</p>", **fields: object) -> Exchange:
    return exchange(url=f"https://www.dailysabah.com{path}", body=body, **fields)


def forget(engine: Engine, url: str, *more: str) -> int:
    database = engine.url.render_as_string(hide_password=False)
    return commands.main(["--database", database, "forget", url, "--reason", "court", *more])


def archived_paths(folder: Path) -> set[str]:
    return {canonical(one.url) for one in captures(folder)}


def stones(engine: Engine) -> list[str]:
    return [row["path"] for row in rows(engine, "SELECT path FROM forgotten ORDER BY path")]


def content_of(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*.*")}


def emptied(index: Path) -> None:
    index.write_text("")


def cut(index: Path) -> None:
    index.write_bytes(index.read_bytes()[:-40])


def without_its_line(index: Path) -> None:
    lines = index.read_text().splitlines(keepends=True)
    index.write_text("".join(one for one in lines if f'"{URL}"' not in one))


def of_another_url(index: Path) -> None:
    index.write_text(index.read_text().replace(f'"{URL}"', '"https://www.dailysabah.com/b/c"'))


def no_text(index: Path) -> None:
    index.write_bytes(b"\xff\xfe no index \x00")


DAMAGES = [emptied, cut, without_its_line, of_another_url, no_text, Path.unlink]


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_records_are_searched_whatever_the_index_says(
    damage: Callable[[Path], None], engine: Engine, archive: Path, capsys: Printed
) -> None:
    (file,) = Folder(archive).files()
    damage(index_of(file))
    assert forget(engine, PATH) == 0
    assert f"archive: {file}: 1 of its answers" in capsys.readouterr().out

    assert forget(engine, PATH, "--apply") == 0

    assert archived_paths(archive) == {LIST, OTHER}
    assert list(Verified(Folder(archive))) == []


@pytest.mark.parametrize("damage", [None, no_text])
def test_no_other_files_index_goes_on_naming_it(
    damage: Callable[[Path], None] | None, engine: Engine, archive: Path
) -> None:
    written(archive, page(OTHER, b"1", fetched_at=later(days=1)))
    first, second = map(index_of, Folder(archive).files())
    lines = first.read_text().splitlines(keepends=True)
    sound = second.read_text()
    second.write_text("".join([sound, *(one for one in lines if f'"{URL}"' in one)]))
    if damage is not None:
        damage(second)
    assert forget(engine, PATH, "--apply") == 0
    assert second.read_text() == sound


def test_what_is_no_record_is_named(engine: Engine, archive: Path, capsys: Printed) -> None:
    written(archive, page(OTHER, b"1", fetched_at=later(days=1)))
    file = Folder(archive).files()[1]
    file.write_bytes(file.read_bytes()[:-30])
    assert forget(engine, PATH) == 0
    assert f"bytes of {file} are no record and are not searched\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    ["", " ", "/", "https://www.dailysabah.com", "/world", f"{LIST}/?a=b", "/rss/world",
     f"https://evil.org{PATH}", f"//evil.org{PATH}", "mailto:a@b.org", "/lists/of-ferries"],
)  # fmt: skip
def test_what_is_no_articles_url_is_refused(
    url: str, store: Store, engine: Engine, archive: Path, capsys: Printed
) -> None:
    store.save_validators({"/lists/of-ferries": Validator(shown=((OTHER, "world", 1),))})
    before = content_of(archive)
    assert forget(engine, url, "--apply", "--unknown") == 2
    err = capsys.readouterr().err
    assert "is not on https://" in err or "is no article's path" in err
    assert err.count("\n") == 1
    assert (stones(engine), content_of(archive)) == ([], before)


def test_urls_of_the_databases_own_site_are_taken(
    store: Store, engine: Engine, archive: Path, capsys: Printed
) -> None:
    store.set_root("http://127.0.0.1:8000")
    assert forget(engine, f"http://127.0.0.1:8000{PATH}?a=b") == 0
    assert forget(engine, URL) == 0
    assert forget(engine, f"http://127.0.0.1:8001{PATH}") == 2
    assert "is not on http://127.0.0.1:8000\n" in capsys.readouterr().err


def test_a_stored_article_is_one_whatever_its_path(
    store: Store, engine: Engine, archive: Path
) -> None:
    store.save([article("/short")])
    assert forget(engine, "/short", "--apply") == 0
    assert stones(engine) == ["/short"]


@pytest.mark.parametrize("more", [(), ("--apply",)])
@pytest.mark.parametrize("url", ["/world/ferry-retruns", "www.dailysabah.com/world/ferry-returns"])
def test_of_what_nothing_is_known_no_tombstone_is_made(
    url: str, more: tuple[str, ...], engine: Engine, archive: Path, capsys: Printed
) -> None:
    before = content_of(archive)
    assert forget(engine, url, *more) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (
        "", f"nothing is known of {canonical('/' + url.lstrip('/'))}; check the url\n",
    )  # fmt: skip
    assert (stones(engine), content_of(archive)) == ([], before)


def test_the_operator_may_have_it_refused_unseen(engine: Engine, archive: Path) -> None:
    assert forget(engine, "/world/not-yet", "--apply", "--unknown") == 0
    assert stones(engine) == ["/world/not-yet"]


def in_spool(tmp_path: Path, path: str) -> Path:
    file = tmp_path / "spool" / "1-a-2.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"articles": [{"path": path}, {"path": OTHER}]}))
    return file


def test_known_is_what_is_in_one_place_alone(
    store: Store, engine: Engine, archive: Path, tmp_path: Path
) -> None:
    store.record([sighting("/world/seen")], "none", NOW)
    in_spool(tmp_path, "/world/in-the-spool")
    for path in ("/world/seen", "/world/in-the-spool", PATH):
        assert forget(engine, path, "--apply") == 0
    assert stones(engine) == sorted(["/world/seen", "/world/in-the-spool", PATH])


def test_forgotten_already_is_said(engine: Engine, archive: Path, capsys: Printed) -> None:
    assert forget(engine, PATH, "--apply") == 0
    capsys.readouterr()
    for more in ((), ("--apply",)):
        assert forget(engine, PATH, *more) == 0
        out = capsys.readouterr().out
        assert out.startswith("forgotten already, on ")
        assert out.splitlines()[0].endswith(": court")


def linked(file: Path) -> Path:
    target = file.with_name(f"target-of-{file.name}.moved")
    file.rename(target)
    file.symlink_to(target)
    return target


@pytest.mark.parametrize("of", ["file", "index", "spool"])
def test_a_link_is_refused_before_anything_is_changed(
    of: str, store: Store, engine: Engine, archive: Path, tmp_path: Path, capsys: Printed
) -> None:
    store.save([article(PATH)])
    (file,) = Folder(archive).files()
    link = {"file": file, "index": index_of(file)}.get(of) or in_spool(tmp_path, PATH)
    linked(link)
    before = content_of(tmp_path)
    for more in ((), ("--apply",)):
        assert forget(engine, PATH, *more) == 1
        assert capsys.readouterr().err.startswith(f"{link} is a symbolic link, and has it: ")
    assert (stones(engine), content_of(archive)) == (
        [], {name: text for name, text in before.items() if archive in name.parents},
    )  # fmt: skip
    assert link.is_symlink()


def test_a_link_without_it_is_no_hindrance(engine: Engine, archive: Path) -> None:
    written(archive, page(OTHER, b"1", fetched_at=later(days=1)))
    linked(Folder(archive).files()[1])
    assert forget(engine, PATH, "--apply") == 0
    assert archived_paths(archive) == {LIST, OTHER}


def test_other_names_of_a_file_are_said(engine: Engine, archive: Path, capsys: Printed) -> None:
    (file,) = Folder(archive).files()
    os.link(file, archive.parent / "copy")
    for more in ((), ("--apply",)):
        assert forget(engine, PATH, *more) == 0
        assert f"archive: {file} has 1 more names (hard links)" in capsys.readouterr().out


NAMING = {
    "html": f'<a href="{PATH}">Ferry</a>'.encode(),
    "whole": f"<link>{URL}?a=b</link>".encode(),
    "json": json.dumps({"url": URL}).replace("/", "\\/").encode(),
    "end": PATH.encode(),
}


@pytest.mark.parametrize("body", NAMING.values(), ids=NAMING)
def test_lists_that_go_on_naming_it_are_counted(
    body: bytes, engine: Engine, archive: Path, capsys: Printed
) -> None:
    packed = ((b"Content-Type", b"text/html"), (b"Content-Encoding", b"gzip"))
    day = {"fetched_at": later(days=1)}
    written(archive, page(LIST, gzip.compress(body), headers=packed, **day),
            page("/rss/world", body, **day), page("/world/others", body, **day),
            page(LIST + "/none", f"{PATH}-late".encode(), **day))  # fmt: skip
    said = "archive: 2 answers of lists and feeds and 1 of other articles name it, and keep"
    for more in ((), ("--apply",)):
        assert forget(engine, PATH, *more) == 0
        assert said in capsys.readouterr().out


def test_where_no_list_names_it_nothing_is_said(
    engine: Engine, archive: Path, capsys: Printed
) -> None:
    assert forget(engine, PATH) == 0
    assert "lists and feeds" not in capsys.readouterr().out
