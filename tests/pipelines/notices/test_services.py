"""NOTIFY_URLS: what is a url, what is wrong with one, and that none is ever shown."""

from __future__ import annotations

import logging
import smtplib
from datetime import UTC, datetime

import pytest

from pipelines.notices.services import faults, redacted, send, services_of, urls_of
from pipelines.store.outbox import Notice
from tests.crawls.hooks import listening_hook

NOTICE = Notice(
    subject="spider sections",
    service="x",
    level="failed",
    title="Daily Sabah sections: failed",
    text="failed: the site does not answer",
    host="news1",
    made_at=datetime(2026, 10, 1, tzinfo=UTC),
)
SLACK = "slack://T1JHG3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general"


@pytest.mark.parametrize(
    ("setting", "urls"),
    [
        ("", []),
        (None, []),
        (" , ", []),
        ("json://a", ["json://a"]),
        ("json://a json://b", ["json://a", "json://b"]),
        ("json://a,json://b", ["json://a", "json://b"]),
        ("json://a,\n  json://b ,", ["json://a", "json://b"]),
        (["json://a", "mailto://h?to=a@x.com,b@y.com"],
         ["json://a", "mailto://h?to=a@x.com,b@y.com"]),
        ("mailto://u:p@h?to=a@x.com,b@y.com,json://a",
         ["mailto://u:p@h?to=a@x.com,b@y.com", "json://a"]),
        ("mailto://u:p@h/?to=a@x.com, b@y.com json://a",
         ["mailto://u:p@h/?to=a@x.com,b@y.com", "json://a"]),
        ("mailtos://h/a@x.com,b@y.com,c@z.com", ["mailtos://h/a@x.com,b@y.com,c@z.com"]),
        ("nonsense json://a", ["nonsense", "json://a"]),
        ("json://a nonsense", ["json://a", "nonsense"]),
    ],
)  # fmt: skip
def test_which_urls_there_are(setting: object, urls: list[str]) -> None:
    assert urls_of(setting) == urls


def test_every_recipient_of_a_mail_url_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    written_to: list[str] = []

    class Server:
        """Takes mails as smtplib's own client does; there is no mail server on a test's machine."""

        def __init__(self, *_: object, **__: object) -> None: ...
        def login(self, *_: object) -> None: ...
        def quit(self) -> None: ...

        def sendmail(self, sender: str, to: list[str], message: str) -> None:
            written_to.extend(to)

    monkeypatch.setattr(smtplib, "SMTP", Server)
    (service,) = services_of("mailto://user:pw@mail.example?from=p@q.com&to=a@x.com,b@y.com")
    assert send(service, NOTICE, "failure") is None
    assert sorted(written_to) == ["a@x.com", "b@y.com"]


def test_the_same_url_twice_is_one_service_whatever_its_password() -> None:
    one, *others = services_of("mailto://u:one@h.example mailto://u:one@h.example")
    assert others == []
    (renewed,) = services_of("mailto://u:two@h.example")
    (another,) = services_of("mailto://v:one@h.example")
    assert one.key == renewed.key != another.key


@pytest.mark.parametrize("setting", ["", SLACK, "json://localhost", "mailto://u:p@h.com?to=a@b.c"])
def test_urls_that_are_apprises_have_no_fault(setting: str) -> None:
    assert faults(setting) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("slak://T1JHG3L2/TIiajkdnlazkcOXrIdevi7FQ", "no slak://; did you mean slack://?"),
        ("TIiajkdnlazkcOXrIdevi7FQ", "it has no scheme"),
        ("slack://TIiajkdnlazkcOXrIdevi7FQ/", "slack://… lacks something"),
        ("tgram://", "tgram://… lacks something"),
        ("qzxwvk://TIiajkdnlazkcOXrIdevi7FQ", "apprise knows no qzxwvk://"),
    ],
)
def test_a_wrong_url_is_said_by_its_place_without_its_secrets(url: str, words: str) -> None:
    (line,) = faults(f"json://localhost {url}")
    assert line.startswith("url 2 of NOTIFY_URLS")
    assert words in line
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in line


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
@pytest.mark.parametrize(
    "url",
    [
        "json://us3rname:passw0rd@127.0.0.1:1/s3cret/path?+X-Token=t0ken",
        "jsons://us3rname:passw0rd@127.0.0.1:1/s3cret",
        "xml://127.0.0.1:1/s3cret?:key=t0ken",
        "slak://passw0rd/s3cret",
    ],
)
def test_no_line_of_a_log_shows_a_part_of_a_url(
    url: str, level: int, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(level):
        (service,) = services_of(url)
        error = send(service, NOTICE, "failure")
    assert error
    shown = "\n".join((error, caplog.text, *capsys.readouterr(), repr(service)))
    for secret in ("us3rname", "passw0rd", "s3cret", "t0ken"):
        assert secret not in shown


def test_why_a_service_refused_is_said() -> None:
    with listening_hook() as hook:
        hook.status = 403
        (service,) = services_of(f"{hook.url}/s3cret")
        error = send(service, NOTICE, "failure")
    assert error
    assert "403" in error


def test_a_service_takes_title_text_and_type() -> None:
    with listening_hook() as hook:
        (service,) = services_of(hook.url)
        assert send(service, NOTICE, "warning") is None
    assert (hook.titles, hook.texts, hook.types) == ([NOTICE.title], [NOTICE.text], ["warning"])


@pytest.mark.parametrize(
    ("line", "url", "shown"),
    [
        ("no route to hooks.example.com", "json://hooks.example.com/abcd/efgh",
         "no route to hooks.example.com"),
        ("POST /abcd/efgh: 404", "json://hooks.example.com/abcd/efgh", "POST /***/***: 404"),
        ("bad key a1 b2", "json://u:a1%20b2@h.example", "bad key ***"),
        ("bad key SG.ab-cd", "sendgrid://SG.ab-cd:me@mail.com", "bad key ***"),
        ("T1JHG3L2 is unknown", SLACK, "*** is unknown"),
        ("the pw is wrong", "json://u:pw@h.example",
         "it did not take the notice (its words would show a part of the url)"),
    ],
)  # fmt: skip
def test_what_may_be_secret_is_blotted_out(line: str, url: str, shown: str) -> None:
    assert redacted(line, url) == shown
