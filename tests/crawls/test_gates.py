"""Gates that want a cookie before they show a page are passed; no loop goes on for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.crawls.altered_site import AlteredSite, Headers
from tests.crawls.crawl import crawl, rows
from tests.site.nights import edition
from tests.site.responses import Answer

pytestmark = [pytest.mark.xdist_group("gates"), pytest.mark.slow]

Gate = Callable[[str, Headers], Answer | None]
"""From a request's target and headers to the answer in place of the page, or None."""

SECRET = "seen=1f8c"


class GatedSite(AlteredSite):
    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate

    def answer(self, target: str, headers: Headers) -> Answer:
        refused = self.gate(target, headers)
        if refused is None:
            return super().answer(target, headers)
        self.asked.append((target, refused.status))
        return refused


def sent(location: str, *cookies: str) -> Answer:
    headers = [("Location", location), *(("Set-Cookie", cookie) for cookie in cookies)]
    return Answer(302, headers=tuple(headers))


def has_cookie(headers: Headers) -> bool:
    return SECRET in headers.get("cookie", "").split("; ")


def to_itself(target: str, headers: Headers) -> Answer | None:
    return None if has_cookie(headers) else sent(target, f"{SECRET}; Path=/; HttpOnly")


def to_itself_each(target: str, headers: Headers) -> Answer | None:
    """Each page has a cookie of its own."""
    return None if has_cookie(headers) else sent(target, f"{SECRET}; Path={urlsplit(target).path}")


def with_a_query(target: str, headers: Headers) -> Answer | None:
    path = urlsplit(target).path
    if target.endswith("?checked=1"):
        return sent(path)
    return None if has_cookie(headers) else sent(f"{path}?checked=1", f"{SECRET}; Path={path}")


def in_two_steps(target: str, headers: Headers) -> Answer | None:
    if "first=1" not in headers.get("cookie", ""):
        return sent(target, "first=1; Path=/")
    return to_itself(target, headers)


def there_and_back(target: str, headers: Headers) -> Answer | None:
    if target.startswith("/gate?"):
        (back,) = parse_qs(urlsplit(target).query)["back"]
        return sent(back, f"{SECRET}; Path={back}")
    # Articles' redirects are the spider's: one that leads to a gate is no article, this night.
    is_article = target.count("/") > 1
    return None if is_article or has_cookie(headers) else sent(f"/gate?back={target}")


def among_many(target: str, headers: Headers) -> Answer | None:
    long = "x" * 3_000
    others = [f"other-{number}={long}; Path=/" for number in range(60)]
    too_long = f"more={long * 3}; Path=/"
    return None if has_cookie(headers) else sent(target, *others, too_long, f"{SECRET}; Path=/")


GATES = [
    to_itself,
    *(
        pytest.param(gate, marks=pytest.mark.slow)
        for gate in (to_itself_each, with_a_query, in_two_steps, there_and_back, among_many)
    ),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spool").mkdir()
    return tmp_path


def crawled(site: GatedSite, folder: Path, *arguments: str) -> tuple[str, str, int]:
    """The database's url, what the crawl logged, and its exit status."""
    url = f"sqlite:///{folder}/gates.db"
    ended = crawl(*arguments[:1], site.url, url, *arguments[1:], settings={"LOG_LEVEL": "DEBUG"},
                  SPOOL_DIR=str(folder / "spool"))  # fmt: skip
    return url, ended.out + ended.err, ended.status


@pytest.mark.parametrize("gate", GATES)
def test_a_site_behind_a_gate_is_crawled_whole(gate: Gate, folder: Path) -> None:
    with GatedSite(gate) as site:
        url, log, status = crawled(site, folder, "sections", "sections=tennis")
        assert status == 0, log
        assert len(rows(url, "v_articles")) == len(listed())
        assert rows(url, "(SELECT path FROM urls WHERE state <> 'article') AS others") == []


def test_feeds_behind_a_gate_are_read(folder: Path) -> None:
    with GatedSite(to_itself_each) as site:
        url, log, status = crawled(site, folder, "feeds")
        assert status == 0, log
        assert rows(url, "v_articles")


def test_cookies_are_in_no_log_and_no_file(folder: Path) -> None:
    with GatedSite(to_itself) as site:
        _, log, status = crawled(site, folder, "sections", "sections=tennis")
    assert status == 0, log
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    assert SECRET not in log
    assert not any(SECRET.encode() in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    "given", ["seen=1; Path=/", "seen={}; Path=/", f"seen={'x' * 5_000}; Path=/", None]
)
def test_a_home_page_that_leads_to_itself_for_ever_is_a_loop(
    given: str | None, folder: Path
) -> None:
    count = 0

    def for_ever(target: str, headers: Headers) -> Answer | None:
        nonlocal count
        count += 1
        return sent(target, given.format(count)) if given else sent(target)

    with GatedSite(for_ever) as site:
        _, log, status = crawled(site, folder, "sections", "sections=tennis")
        assert status == 1
        assert "redirect-loop" in log
        assert [target for target, _ in site.asked].count("/") == 6


@pytest.mark.parametrize("cookies", [["seen=1; Path=/"], []])
def test_an_article_that_leads_to_itself_for_ever_is_a_loop(
    cookies: list[str], folder: Path
) -> None:
    path = listed()[0]

    def for_ever(target: str, headers: Headers) -> Answer | None:
        return sent(target, *cookies) if target == path else None

    with GatedSite(for_ever) as site:
        url, _, _ = crawled(site, folder, "articles", f"urls={site.url}{path}")
        (pending,) = rows(url, "(SELECT path, last_error FROM urls) AS found")
        asked = [target for target, _ in site.asked].count(path)
    assert str(pending["last_error"]).startswith("redirect-loop")
    assert asked == (6 if cookies else 2)


def listed() -> list[str]:
    return list(dict.fromkeys(card.story.path for card in edition(1).lists["tennis"]))
