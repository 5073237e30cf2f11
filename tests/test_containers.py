"""What lies under deploy/ for containers names files, commands and settings that there are."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from crawler.runtime.setting_names import FROM_ENVIRONMENT
from schedules import presence
from tests.crawls.crawl import PROJECT, inherited

DEPLOY = PROJECT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
SCRIPT = DEPLOY / "image-from-debian.sh"
PLACE = "/srv/dailysabah"
NOT_OURS = {"PGPASSWORD"}
"""Of libpq."""


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", CONTAINERFILE, re.MULTILINE)


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert set(found) == {"name", "services", "volumes"}
    named: dict[str, Any] = found["services"]
    return named


def test_what_is_copied_is_there_and_nothing_else_goes_in() -> None:
    copied = [words.split()[0] for words in instructions("COPY") if not words.startswith("--")]
    allowed = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert sorted(f"!{name}" for name in copied) == sorted(
        line for line in allowed if line.startswith("!")
    )
    assert "*" in allowed
    assert [name for name in copied if not (PROJECT / name).exists()] == []
    assert {"crawler", "pipelines", "schedules"} <= set(copied)
    assert not {"tests", "bench", "data", ".env"} & set(copied)


def test_it_is_built_in_stages_and_runs_as_nobody_special() -> None:
    assert instructions("FROM") == ["${BASE} AS build", "${BASE}"]
    assert instructions("USER") == ["dailysabah"]
    last = CONTAINERFILE.split("FROM ${BASE}\n")[1]
    assert "COPY --from=build" in last
    assert "pip" not in re.sub("pipelines", "", last)


def test_its_command_is_the_services_own() -> None:
    (command,) = instructions("CMD")
    words: list[str] = yaml.safe_load(command)
    unit = (DEPLOY / "dailysabah.service").read_text(encoding="utf-8")
    assert " ".join(words[1:]) in unit
    done = subprocess.run(
        [sys.executable, *words[1:], "--help"], cwd=PROJECT, capture_output=True, check=False
    )
    assert done.returncode == 0


def test_compose_names_settings_that_there_are() -> None:
    pipeline = services()["pipeline"]
    assert set(pipeline["environment"]) - NOT_OURS <= FROM_ENVIRONMENT
    assert "PGPASSWORD" in pipeline["environment"]
    assert "POSTGRES_PASSWORD" in pipeline["environment"]["PGPASSWORD"]


def test_compose_names_files_that_there_are() -> None:
    pipeline = services()["pipeline"]
    context = DEPLOY / pipeline["build"]["context"]
    assert (context / pipeline["build"]["dockerfile"]).is_file()
    assert set(pipeline["build"]["args"]) == {"BASE"}
    assert instructions("ARG")[0].startswith("BASE=")
    mounted = [one.split(":") for one in pipeline["volumes"] if one.startswith("..")]
    for source, target, *_ in mounted:
        assert (DEPLOY / source).is_file()
        assert target.removeprefix(PLACE) == source.removeprefix("..")
    assert f"data:{instructions('VOLUME')[0]}" in pipeline["volumes"]


def test_its_database_is_the_one_that_the_pipeline_asks_for() -> None:
    from sqlalchemy import make_url

    found = services()
    url = make_url(found["pipeline"]["environment"]["DATABASE_URL"])
    given = found["database"]["environment"]
    assert url.host == "database"
    assert (url.username, url.database) == (given["POSTGRES_USER"], given["POSTGRES_DB"])
    assert list(found["pipeline"]["depends_on"]) == ["database"]


def test_a_crawl_under_way_may_finish_its_pages() -> None:
    from schedules.children import GRACE

    seconds = services()["pipeline"]["stop_grace_period"]
    assert int(seconds.removesuffix("s")) > GRACE.total_seconds()


def health(folder: Path) -> int:
    kind, _, *words = services()["pipeline"]["healthcheck"]["test"]
    assert kind == "CMD"
    given = {**inherited(), "SPOOL_DIR": str(folder / "spool"), "ENV_FILE": ""}
    # As after a night without a network: nothing that a health check may ask is there.
    given |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "SITE_URL": "http://[::1]:9"}
    return subprocess.run([sys.executable, *words], cwd=PROJECT, env=given, check=False).returncode


def test_it_is_unhealthy_only_where_no_scheduler_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert health(tmp_path) == 1

    monkeypatch.setattr(presence, "FILE", tmp_path / "scheduler.lock")
    with presence.shown():
        assert health(tmp_path) == 0

    assert health(tmp_path) == 1


def test_the_script_is_one() -> None:
    assert os.access(SCRIPT, os.X_OK)
    subprocess.run(["sh", "-n", str(SCRIPT)], check=True)
    text = SCRIPT.read_text(encoding="utf-8")
    modules = re.findall(r"python -m ([\w.]+)", text)
    assert set(modules) == {"schedules", "pipelines", "tests.site"}
    assert shlex.split("deploy/Containerfile")[0] in text


LACKING = [name for name in ("mmdebstrap", "buildah") if shutil.which(name) is None]


@pytest.mark.slow
@pytest.mark.skipif(bool(LACKING), reason=f"{' and '.join(LACKING)} is not installed")
@pytest.mark.skipif(os.geteuid() != 0, reason="mmdebstrap and buildah --isolation chroot want root")
def test_the_image_is_built_and_crawls_the_replica(tmp_path: Path) -> None:
    certificates = "/etc/ssl/certs/ca-certificates.crt"
    given = {"STORE": str(tmp_path), "CA_BUNDLE": certificates}
    if Path("/etc/pip.conf").exists():
        given["PIP_CONF"] = "/etc/pip.conf"

    done = subprocess.run(
        [SCRIPT, "--try"],
        env={**inherited(), **given},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "sections" in done.stdout
    assert "succeeded" in done.stdout
