from __future__ import annotations

import subprocess
from http.client import IncompleteRead

import pytest

from tests.site.lies import BOMB_BYTES
from tests.site.nights import edition
from tests.site.process import ReplicaSite
from tests.site.truth import stories
from tests.site_tests.asking import ask

PATH = stories()[0].path


def test_two_errors_and_then_the_page(site: ReplicaSite) -> None:
    site.lie(PATH, "500-twice")
    assert [ask(site, PATH).status for _ in range(3)] == [500, 500, 200]


def test_retry_after_in_both_forms(site: ReplicaSite) -> None:
    site.lie(PATH, "429")
    assert ask(site, PATH).headers["retry-after"] == "3"
    site.lie(PATH, "503-retry-after", form="date")
    assert ask(site, PATH).headers["retry-after"].endswith("GMT")


def test_a_cut_body_ends_early(site: ReplicaSite) -> None:
    site.lie(PATH, "cut")
    with pytest.raises(IncompleteRead):
        ask(site, PATH)


def test_a_bomb_is_small_until_unpacked(site: ReplicaSite) -> None:
    site.lie(PATH, "bomb")
    reply = ask(site, PATH)
    assert int(reply.headers["content-length"]) < 200_000
    assert len(reply.body) > BOMB_BYTES * 0.99


def test_a_wrong_charset_is_announced(site: ReplicaSite) -> None:
    site.lie(PATH, "wrong-charset")
    assert "TÜRKİYE" in ask(site, PATH).body.decode("cp1254")
    site.lie(PATH, "wrong-charset", form="utf-8-as-cp1254")
    reply = ask(site, PATH)
    assert reply.headers["content-type"].endswith("windows-1254")
    assert "TÜRKİYE" in reply.text


@pytest.mark.parametrize(
    ("kind", "status"),
    [("404", 404), ("410", 410), ("500", 500), ("redirect-loop", 302), ("empty", 200)],
)
def test_plain_lies(site: ReplicaSite, kind: str, status: int) -> None:
    site.lie(PATH, kind)
    assert ask(site, PATH).status == status


def test_an_offsite_redirect(site: ReplicaSite) -> None:
    site.lie(PATH, "redirect", location="http://elsewhere.example/")
    assert ask(site, PATH).headers["location"] == "http://elsewhere.example/"


@pytest.mark.parametrize(
    ("fault", "path", "status"),
    [
        ("all-404", "/world", 404),
        ("all-500", "/", 500),
        ("robots-500", "/robots.txt", 500),
        ("half-sections-500", "/politics", 500),
        ("body-gone", PATH, 200),
        ("dates-gone", PATH, 200),
    ],
)
def test_faults_of_the_whole_site(site: ReplicaSite, fault: str, path: str, status: int) -> None:
    honest = ask(site, path).body
    site.fault(fault)
    lied = ask(site, path)
    assert lied.status == status
    assert lied.body != honest
    site.truthful()
    assert ask(site, path).body == honest


def test_validators_answer_304_until_the_page_changes(site: ReplicaSite) -> None:
    site.set_validators()
    tag = ask(site, "/europe").headers["etag"]
    assert ask(site, "/europe", If_None_Match=tag).status == 304
    site.set_night(2)
    changed = ask(site, "/europe", If_None_Match=tag)
    assert changed.status == 200
    site.set_night(3)
    since = changed.headers["last-modified"]
    assert ask(site, "/europe", If_Modified_Since=since).status == 304


def test_the_second_night_withdraws_and_moves(site: ReplicaSite) -> None:
    site.set_night(2)
    for path, status in edition(2).gone.items():
        assert ask(site, path).status == status
    for old, new in edition(2).redirects.items():
        assert ask(site, old).headers["location"] == f"{site.url}{new}"
        assert ask(site, new).status == 200
    assert ask(site, "/performing-arts").status == 404
    assert site.unexpected() == []


def test_the_site_ends_with_its_parent() -> None:
    site = ReplicaSite().start()
    process = site._process
    assert process
    assert process.stdin
    process.stdin.close()
    try:
        assert process.wait(60) == 0
    except subprocess.TimeoutExpired:
        pytest.fail("the replica outlived its parent")
    finally:
        process.stdin = None
        site.stop()
