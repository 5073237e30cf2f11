"""`scrapy parse` and `scrapy shell` on the replica, as a person calls them; nothing is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import fork_server
from tests.crawls.crawl import LIMIT_SECONDS, PROJECT, Ended, environment, inherited, rows
from tests.site.nights import edition
from tests.site.pages import answer
from tests.site.press import Press
from tests.site.process import ReplicaSite
from tests.site.truth import stories

SCRAPY = Path(sys.executable).with_name("scrapy")
STORY = next(story for story in stories() if story.hard == "seed-page")
LOG_FOLDER = PROJECT / "data" / "logs"


def scrapy(
    site: ReplicaSite, folder: Path, *words: str, typed: str = "", settings: str = "fast"
) -> Ended:
    """With a database that is not there yet."""
    given = environment(site.url, f"sqlite:///{folder}/news.db", SCRAPY_PROJECT=settings)
    given["METRICS_FILE"] = str(folder / "metrics.prom")
    given["SCRAPY_PYTHON_SHELL"] = "python"
    words = (sys.executable, "-m", "scrapy", *words)
    done = fork_server.run(words, given, typed, LIMIT_SECONDS)
    return Ended(done.returncode, done.stdout, done.stderr)


def assert_nothing_kept(folder: Path, *but: str) -> None:
    assert {file.name for file in folder.iterdir()} <= set(but)


def line_of(field: str, output: str) -> str:
    """The field's row in the table of sources."""
    table = output[output.rindex("selector") :]
    return next(line for line in table.splitlines() if line.split()[:1] == [field])


def listed(section: str) -> list[str]:
    return [card.story.path for card in edition(1).lists[section]]


@pytest.mark.parametrize(
    "spider",
    [
        [],
        pytest.param(["--spider=articles"], marks=pytest.mark.slow),
        pytest.param(["--spider=sections"], marks=pytest.mark.slow),
    ],
)
def test_parse_shows_the_record_with_its_sources(
    spider: list[str], site: ReplicaSite, tmp_path: Path
) -> None:
    ended = scrapy(site, tmp_path, "parse", *spider, site.url + STORY.path)

    assert (ended.status, ended.err) == (0, "")
    assert f"'path': '{STORY.path}'" in ended.out
    assert "'headline': 'site'" in ended.out  # of `sources`
    headline = line_of("headline", ended.out)
    assert "h1" in headline
    assert STORY.headline.split()[0] in headline
    assert "MenuEntry" not in ended.out
    assert_nothing_kept(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("callback", ["parse_article", "parse"])
def test_parse_by_a_callback_that_is_named(
    callback: str, site: ReplicaSite, tmp_path: Path
) -> None:
    ended = scrapy(site, tmp_path, "parse", "-c", callback, site.url + STORY.path)

    if callback == "parse":
        assert ended.status == 1  # Scrapy's own, which no spider here has
        assert "NotImplementedError" in ended.err
    else:
        assert (ended.status, ended.err) == (0, "")
        assert STORY.path in ended.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/world", listed("world")),
        ("/", ["/world", "/politics"]),
        ("/rss", ["/rss"]),
    ],
)
def test_parse_of_a_page_that_lists_shows_its_links(
    path: str, shown: list[str], site: ReplicaSite, tmp_path: Path
) -> None:
    ended = scrapy(site, tmp_path, "parse", site.url + path)

    assert (ended.status, ended.err) == (0, "")
    links = ended.out[ended.out.index("# Requests") :]
    assert [one for one in shown if f"{site.url}{one}" not in links] == []


@pytest.mark.slow
def test_parse_follows_the_links_of_a_list(site: ReplicaSite, tmp_path: Path) -> None:
    words = ["-d", "2", "--nolinks", site.url + "/world"]

    ended = scrapy(site, tmp_path, "parse", *words)

    assert ended.status == 0, ended.err
    found = {path for path in listed("world") if f"'path': '{path}'" in ended.out}
    assert found == set(listed("world"))
    assert_nothing_kept(tmp_path)


@pytest.mark.slow
def test_parse_through_the_pipelines_keeps_nothing(site: ReplicaSite, tmp_path: Path) -> None:
    ended = scrapy(site, tmp_path, "parse", "--pipelines", site.url + STORY.path)

    assert (ended.status, ended.err) == (0, "")
    assert STORY.path in ended.out
    assert_nothing_kept(tmp_path)


@pytest.mark.slow
def test_parse_stores_where_it_is_asked_to(site: ReplicaSite, tmp_path: Path) -> None:
    stored = ["--pipelines", "-s", "STORE_ENABLED=1"]

    ended = scrapy(site, tmp_path, "parse", *stored, site.url + STORY.path)

    assert ended.status == 0, ended.err
    database_url = f"sqlite:///{tmp_path}/news.db"
    assert [row["url"] for row in rows(database_url, "v_articles")] == [site.url + STORY.path]
    assert [row["outcome"] for row in rows(database_url, "v_runs")] == ["succeeded"]


@pytest.mark.slow
def test_parse_exports_what_it_shows(site: ReplicaSite, tmp_path: Path) -> None:
    file = tmp_path / "page.jsonl"

    ended = scrapy(site, tmp_path, "parse", site.url + STORY.path, "-O", str(file))

    assert ended.status == 0, ended.err
    (one,) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert one["headline"] == STORY.headline
    assert_nothing_kept(tmp_path, "page.jsonl")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["{site}/world/no-such-story-anywhere"], 0, "'reason': '404'"),
        (["https://elsewhere.test/world/story"], 2, "is not on"),
        (["{site}/world", "--spider=sctions"], 2, "there is no spider 'sctions'"),
        (["{site}/world", "--spider=warc"], 2, "reads archives"),
        (["{site}/world", "-c", "parse_nothing"], 2, "no callback 'parse_nothing'"),
        (["{site}/world", "-s", "STORE_ENABLED=1"], 2, "--pipelines"),
        (["{site}/world", "-s", "SITE_UR=x"], 2, "did you mean SITE_URL?"),
        (["{site}/search?pgno=1"], 2, "disallows"),
    ],
)
def test_what_parse_says_of_no_page(
    words: list[str], status: int, said: str, replica: ReplicaSite, tmp_path: Path
) -> None:
    replica.truthful()
    ended = scrapy(replica, tmp_path, "parse", *(word.format(site=replica.url) for word in words))

    assert ended.status == status, ended.err
    assert said in (ended.err if status else ended.out)
    if status:
        assert len(ended.err.splitlines()) == 1
    assert_nothing_kept(tmp_path)


@pytest.mark.slow
def test_parse_of_a_site_that_is_away(tmp_path: Path) -> None:
    with ReplicaSite() as gone:
        url = gone.url
    gone.url = url

    ended = scrapy(gone, tmp_path, "parse", url + STORY.path, "-s", "RETRY_TIMES=0")

    assert ended.status == 1
    assert "refused" in ended.err
    assert_nothing_kept(tmp_path)


@pytest.mark.slow
def test_the_newspaper_is_not_asked_by_nobody(tmp_path: Path) -> None:
    words = ["https://www.dailysabah.com/world/story", "-s", "CONTACT_URL="]
    for command in ("parse", "shell"):
        done = subprocess.run(
            [SCRAPY, command, *words],
            cwd=PROJECT,
            env={**inherited(), "SITE_URL": "https://www.dailysabah.com", "ENV_FILE": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2, command
        assert "CONTACT_URL" in done.stderr


def test_article_is_at_hand_in_the_shell(site: ReplicaSite, tmp_path: Path) -> None:
    ended = scrapy(site, tmp_path, "shell", site.url + STORY.path, "-c", "article()")

    assert (ended.status, ended.err) == (0, "")
    assert "h1" in line_of("headline", ended.out)
    assert line_of("body", ended.out).split()[1] == "site"
    assert_nothing_kept(tmp_path)


@pytest.mark.slow
def test_the_shell_reads_what_was_fetched_last(site: ReplicaSite, tmp_path: Path) -> None:
    other = next(story for story in stories() if story.kind == "column")
    typed = f"fetch({site.url + other.path!r})\nprint('<' + article().headline + '>')\n"

    ended = scrapy(site, tmp_path, "shell", site.url + STORY.path, typed=typed)

    assert ended.status == 0, ended.err
    assert "article() reads the response" in ended.out + ended.err
    assert f"<{other.headline}>" in ended.out
    assert_nothing_kept(tmp_path)


@pytest.mark.slow
def test_the_shell_reads_a_saved_page(site: ReplicaSite, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(answer(Press(site.url, edition(1)), STORY.path).body)

    ended = scrapy(site, tmp_path, "shell", str(page), "-c", "article().headline")

    assert (ended.status, ended.out.strip()) == (0, STORY.headline)
    assert site.log() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["-c", "article()"], 2, "fetch(URL) first"),
        (["{site}/world", "--spider=articles", "-c", "1"], 2, "needs -a urls"),
        (["-s", "STORE_ENABLED=1", "-c", "1"], 2, "keeps nothing"),
    ],
)
def test_what_the_shell_refuses(
    words: list[str], status: int, said: str, replica: ReplicaSite, tmp_path: Path
) -> None:
    ended = scrapy(replica, tmp_path, "shell", *(word.format(site=replica.url) for word in words))

    assert ended.status == status
    assert said in ended.err
    assert_nothing_kept(tmp_path)


@pytest.mark.slow
def test_an_absent_page_in_the_shell(replica: ReplicaSite, tmp_path: Path) -> None:
    url = replica.url + "/world/no-such-story-anywhere"

    ended = scrapy(replica, tmp_path, "shell", url, "-c", "article().reason")

    assert (ended.status, ended.out.strip()) == (0, "404")


@pytest.mark.slow
def test_a_crawl_by_the_environments_own_script(site: ReplicaSite, tmp_path: Path) -> None:
    ended = scrapy(site, tmp_path, "crawl", "articles", "-a", f"urls={site.url}{STORY.path}")

    assert ended.status == 0, ended.err
    (row,) = rows(f"sqlite:///{tmp_path}/news.db", "v_articles")
    assert row["headline"] == STORY.headline
