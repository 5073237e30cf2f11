"""Names of settings on the command line."""

from __future__ import annotations

import pytest

from crawler.runtime.exceptions import SettingError
from crawler.runtime.setting_names import check_names
from crawler.runtime.setting_values import KNOWN_NAMES


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("DATABSE_URL=sqlite:///x.db", "DATABASE_URL"),
        ("DATABASEURL=sqlite:///x.db", "DATABASE_URL"),
        ("DATABASE_ULR=sqlite:///x.db", "DATABASE_URL"),
        ("database_url=sqlite:///x.db", "DATABASE_URL"),
        ("SPOOL_DIRS=spool", "SPOOL_DIR"),
        ("DOWNLOAD_DELEY=3", "DOWNLOAD_DELAY"),
    ],
)
def test_a_mistyped_name_is_refused_with_the_right_one(given: str, meant: str) -> None:
    with pytest.raises(SettingError, match=f"did you mean {meant}"):
        check_names([given], KNOWN_NAMES)


@pytest.mark.parametrize(
    "given", ["DATABASE_URL=sqlite:///x.db", "DOWNLOAD_DELAY=3", "MY_OWN=1", "FEEDS={}", ""]
)
def test_a_known_name_and_one_of_one_s_own_are_taken(given: str) -> None:
    check_names([given], KNOWN_NAMES)
