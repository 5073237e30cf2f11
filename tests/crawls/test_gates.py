"""Gates: a url that leads to itself until a cookie comes back (scrapy#1225)."""

from __future__ import annotations

import pytest

from tests.crawls.altered_site import AlteredSite, Headers
from tests.crawls.crawl import crawl, rows
from tests.databases import Databases
from tests.site.responses import Answer


class GatedSite(AlteredSite):
    """Every url leads to itself with a cookie until the request brings it."""

    def __init__(self, cookie: str = "seen=1") -> None:
        super().__init__()
        self.cookie = cookie
        self.sent: set[str] = set()

    def answer(self, target: str, headers: Headers) -> Answer:
        brought = headers.get("cookie", "")
        self.sent.update(filter(None, brought.split("; ")))
        if "seen=" in brought and "seen=never" not in self.cookie:
            return super().answer(target, headers)
        self.asked.append((target, 302))
        given = (("Location", target), ("Set-Cookie", f"{self.cookie}; Path=/; HttpOnly"))
        return Answer(302, b"", headers=given)


@pytest.fixture
def url(databases: Databases) -> str:
    return databases.url("sqlite")


def test_a_whole_site_behind_a_gate_is_read(url: str) -> None:
    with GatedSite() as site:
        found = crawl("sections", site.url, url, "sections=asia-pacific")
    assert found.status == 0, found.err
    assert len(rows(url, "v_articles")) > 0
    assert site.sent == {"seen=1"}
    gates = [path for path, status in site.asked if status == 302]
    assert len(gates) == 1, "once a gate is passed, its cookie is sent at once"


def test_a_cookie_is_in_no_log(url: str) -> None:
    with GatedSite("seen=secretvalue") as site:
        found = crawl("sections", site.url, url, "sections=asia-pacific")
    assert "secretvalue" not in found.err


@pytest.mark.parametrize("cookie", ["seen=never", f"seen={'x' * 5000}"])
def test_a_gate_that_never_opens_ends_the_crawl_soon(url: str, cookie: str) -> None:
    with GatedSite(cookie) as site:
        found = crawl("sections", site.url, url, "sections=asia-pacific")
    assert found.status == 1
    assert len(site.asked) < 40
