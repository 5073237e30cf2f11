"""`python -m pipelines reextract`, and its report."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipelines.commands import main
from pipelines.reextraction.effects import Effect, Effects, effects_of
from pipelines.reextraction.report import lines
from pipelines.store import Store
from tests.crawler.making import BODY_TEXT, article_html
from tests.pipelines.archive.making import NOW, exchange, written
from tests.pipelines.factories import article, one, rows
from tests.pipelines.store.test_rereading import BODY, page, reread

ROOT = "https://www.dailysabah.com"
PATH, OTHER, MISSING = "/world/europe/ferry", "/world/europe/bridge", "/world/europe/lost"


@pytest.fixture
def archive(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> Path:
    """Two articles whose rows differ from their pages, and one whose page is in no file."""
    folder = tmp_path / "warc"
    html = article_html().encode()
    pages = [exchange(url=f"{ROOT}{path}", body=html, look=look)
             for look, path in enumerate((PATH, OTHER), start=1)]  # fmt: skip
    kept = written(folder, *pages)
    places = [*(str(one.location) for one in kept), "2026-10/no-such-file.warc.gz:0"]
    store.save(
        [
            article(path, warc=warc, fetched_at=NOW, body="A stub of it.", section="europe",
                    headline="Night ferry returns", sources={"headline": "site", "body": "generic"})
            for path, warc in zip((PATH, OTHER, MISSING), places, strict=True)
        ]
    )  # fmt: skip
    monkeypatch.setattr("crawler.settings.ARCHIVE_DIR", str(folder))
    monkeypatch.setattr("crawler.settings.DATABASE_URL", database_url)
    return folder


def bodies(engine: Engine) -> dict[str, str]:
    return {row["path"]: row["body"] for row in rows(engine, "SELECT path, body FROM articles")}


def test_it_is_told_first(
    archive: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bodies(engine)
    assert main(["reextract"]) == 0
    out = capsys.readouterr().out
    assert bodies(engine) == before
    assert out.startswith(f"not read: {MISSING}: 2026-10/no-such-file.warc.gz:0: No such file")
    assert f"body, better source: {PATH}" in out
    assert "[-stub-]{+mayors+}" in out
    assert "2 articles would change, 2 of them in words" in out


def test_it_is_applied(archive: Path, engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    before = bodies(engine)
    assert main(["reextract", "--apply"]) == 0
    assert bodies(engine) == {PATH: BODY_TEXT, OTHER: BODY_TEXT, MISSING: before[MISSING]}
    causes = rows(engine, "SELECT DISTINCT cause FROM v_revisions WHERE revision > 1")
    assert [row["cause"] for row in causes] == ["parser"]
    assert one(engine, "SELECT count(*) AS n FROM reextractions")["n"] == 0


@pytest.mark.parametrize(
    ("arguments", "changed"),
    [
        (["--url", f"{ROOT}{OTHER}?a=b"], {OTHER}),
        (["--section", "europe"], {PATH, OTHER}),
        (["--since", "2031-01-01"], set()),
        (["--until", "2031-01-01"], {PATH, OTHER}),
    ],
)
def test_some_articles_alone(
    archive: Path, engine: Engine, arguments: list[str], changed: set[str]
) -> None:
    assert main(["reextract", "--apply", *arguments]) == 0
    assert {path for path, body in bodies(engine).items() if body == BODY_TEXT} == changed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--url", "/world/unknown"], "no article is stored for /world/unknown"),
        (["--section", "nowhere"], "there is no section 'nowhere'"),
        (["--since", "2026-10-02", "--until", "2026-10-01"], "is later than --until"),
    ],
)
def test_a_wrong_choice_is_one_line(
    archive: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["reextract", *arguments]) == 1
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_without_an_archive_there_is_nothing_to_read(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.settings.ARCHIVE_DIR", "")
    assert main(["--database", database_url, "reextract"]) == 2


def test_effects_tell_better_from_worse(store: Store, engine: Engine) -> None:
    store.save([page(sources={"headline": "generic"}, keywords=["ferry"], dateline=None)])
    today = page(
        headline="Ferry back", body=BODY[:80], dateline="ISTANBUL", byline="John Roe",
        sources={"body": "generic", "dateline": "site", "byline": "json-ld"},
    )  # fmt: skip
    found = dict(effects_of(reread(engine, today)))
    assert found["headline"] is Effect.BETTER
    assert found["body"] is Effect.KEPT
    assert found["dateline"] is Effect.FILLED
    assert found["byline"] is Effect.LOWER


def test_what_gets_worse_stands_first(store: Store, engine: Engine) -> None:
    store.save([page(dateline=None)])
    today = page(body=BODY[:80], dateline="ISTANBUL", sources={"body": "generic"})
    effects = Effects()
    effects.add(reread(engine, today))
    told = list(lines(effects, with_samples=True, colour=False))
    heads = [line for line in told if ": /" in line]
    assert heads[0].startswith("body, poorer, kept: ")
    assert heads[-1].startswith("dateline, filled: ")
