"""What a site answers reaches no terminal as a command to it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator

import pytest

from crawler.runtime.printable import line, printable
from tests import fork_server
from tests.crawls.altered_site import AlteredSite, Headers
from tests.crawls.crawl import Ended, crawl, rows
from tests.databases import Databases
from tests.site.responses import Answer

pytestmark = pytest.mark.slow

EVIL = "\x1b]0;owned\x07\x1b[2J\x1b[31m"
ESCAPED_IN_JSON = r"\u001b[31m\u202e\ufffe\ud800"


@pytest.fixture
def site() -> Iterator[AlteredSite]:
    with AlteredSite() as altered:
        yield altered


def fashion(site: AlteredSite) -> list[str]:
    """Paths of the section's articles."""
    shown = site.site.page("/fashion").body.decode()
    return list(
        dict.fromkeys(re.findall(r'href="(?:https?://[^/"]+)?(/life/fashion/[^"?#]+)"', shown))
    )


def elsewhere(honest: Answer, _: Headers) -> Answer:
    return Answer(302, headers=(("Location", f"https://other.test/{EVIL}"),))


def in_its_texts(honest: Answer, _: Headers) -> Answer:
    """A headline, a keyword and a text of the JSON-LD with what no text has."""
    body = honest.body.decode()
    for begin, harm in (
        ('main_page_title">', "&#27;[31m\ufffe\u202e"),
        ('news_keywords" content="', "&#27;[31m\ufffe\u202e,"),
        ('"headline": "', ESCAPED_IN_JSON),
    ):
        body = body.replace(begin, f"{begin}{harm}")
    return Answer(200, body.encode(), honest.content_type, honest.headers)


def pipelines(url: str, *arguments: str) -> Ended:
    command = [sys.executable, "-m", "pipelines", "--database", url, *arguments]
    done = fork_server.run(command)
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("log_format", ["text", pytest.param("json", marks=pytest.mark.slow)])
def test_nothing_that_is_said_of_a_site_is_a_command_to_the_terminal(
    site: AlteredSite, databases: Databases, log_format: str
) -> None:
    led_away, odd, *_ = fashion(site)
    site.pages = {led_away: elsewhere, odd: in_its_texts}
    url = databases.url("sqlite")
    ended = crawl("sections", site.url, url, "sections=fashion", LOG_FORMAT=log_format)
    assert "redirect-offsite" in ended.err
    assert printable(ended.err) == ended.err

    waiting = pipelines(url, "pending")
    assert r"https://other.test/\x1b]0;owned" in waiting.out
    assert printable(waiting.out) == waiting.out

    stored = rows(url, "v_articles")
    assert any(row["headline"].startswith("[31m") for row in stored)
    for row in stored:
        texts = json.dumps(row, default=str, ensure_ascii=False)
        assert line(texts) == texts
