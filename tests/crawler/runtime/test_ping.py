"""The dead man's switch, on a real socket."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import pytest

from crawler.runtime import ping
from crawler.runtime.log_lines import formatter
from crawler.runtime.ping import MAX_BYTES, MAX_LINES, Ping, Tail, is_ping_url
from tests.crawls.hooks import Hook, listening_hook


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening_hook() as listening:
        yield listening


@pytest.mark.parametrize(
    ("status", "ends"), [(0, ""), (1, "/fail"), (2, "/fail"), (3, "/fail"), (137, "/fail")]
)
def test_start_then_success_or_failure(hook: Hook, status: int, ends: str) -> None:
    one = Ping(hook.ping_url)
    one.started()
    one.ended(status, ["the last line"])
    assert hook.pings == ["/start", ends]
    assert hook.posts[-1][1] == f"exit status {status}\nthe last line"


def test_a_run_that_met_another_has_no_end_of_its_own(hook: Hook) -> None:
    Ping(hook.ping_url).ended(75)
    assert hook.pings == []


def test_nobody_is_told_where_there_is_no_url() -> None:
    Ping("").started()
    Ping("").ended(0)


def test_a_query_stays_behind_the_signal(hook: Hook) -> None:
    Ping(f"{hook.ping_url}/?create=1").ended(1)
    assert hook.pings == ["/fail?create=1"]


def test_what_was_refused_is_tried_once_more(hook: Hook) -> None:
    hook.status = 500

    def recovers() -> None:
        hook.status = 200

    hook.on_post = recovers
    Ping(hook.ping_url).ended(0)
    assert hook.pings == ["", ""]


def test_a_service_that_is_away_is_said_without_its_url(caplog: pytest.LogCaptureFixture) -> None:
    Ping("http://127.0.0.1:1/s3cret-uuid").ended(0)
    assert "PING_URL was not told of the run's success: Connection refused" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_service_that_never_answers_is_not_waited_for_long(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ping, "SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        one = Ping(f"http://127.0.0.1:{silent.getsockname()[1]}/x")
        one.started()
        one.ended(0)
    # Whether its last words are in the log by now or not: it has returned.
    assert "Traceback" not in caplog.text


def test_the_body_is_the_tail_of_the_log(hook: Hook) -> None:
    tail, log = Tail(formatter("text")), logging.getLogger("tests.tail")
    log.addHandler(tail)
    log.warning("the first")
    for number in range(MAX_LINES):
        log.warning("line %d %s", number, "ü" * 100)
    log.removeHandler(tail)
    Ping(hook.ping_url).ended(1, tail.lines)
    body = hook.posts[0][1]
    assert body.endswith("line 99 " + "ü" * 100)
    assert "the first" not in body
    assert body.startswith("exit status 1\n")
    assert len(body.encode()) <= MAX_BYTES


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://hc-ping.com/uuid", True),
        ("http://127.0.0.1:8000/x?create=1", True),
        ("hc-ping.com/uuid", False),
        ("ftp://h/x", False),
        ("https://", False),
        ("https://h:port/x", False),
        ("https://[h/x", False),
    ],
)
def test_what_is_a_url_to_ping(url: str, is_one: bool) -> None:
    assert is_ping_url(url) is is_one
