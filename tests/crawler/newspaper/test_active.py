"""Which module is a newspaper's profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.newspaper.active import DEFAULT, load
from crawler.runtime.exceptions import SettingError


def test_the_profile_of_a_module_is_loaded() -> None:
    assert load(DEFAULT).name == "Daily Sabah"
    assert load("tests.sister.profile").name == "Andean Courier"


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("tests.sister.absent", "cannot be imported: ModuleNotFoundError"),
        (".profile", "cannot be imported: TypeError"),
        ("a profile", "cannot be imported: ModuleNotFoundError"),
        ("tests.sister", "has no PROFILE"),
        ("crawler.newspaper.profile", "has no PROFILE"),
    ],
)
def test_any_other_module_is_refused(module: str, said: str) -> None:
    with pytest.raises(SettingError, match=f"NEWSPAPER is '{module}', which {said}"):
        load(module)


@pytest.mark.parametrize("source", ["PROFILE = ", "import absent_module", "1 / 0"])
def test_a_module_that_fails_is_refused(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"profile_{abs(hash(source))}"
    (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SettingError, match="cannot be imported"):
        load(name)
