"""The settings file: what it may say, what it may not, and who comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.runtime.exceptions import SettingError
from crawler.runtime.settings_file import apply, read

SECRET = "hunter2"


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "env"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("# a comment\n\n  # another\n", {}),
        ("SITE_URL=http://a.b", {"SITE_URL": "http://a.b"}),
        ("export LOG_FORMAT=json\n", {"LOG_FORMAT": "json"}),
        ("LOG_FORMAT = json # for the machine\n", {"LOG_FORMAT": "json"}),
        ("ARCHIVE_DIR=\n", {"ARCHIVE_DIR": ""}),
        ("NOTIFY_URLS='a://b#c d://e'\n", {"NOTIFY_URLS": "a://b#c d://e"}),
        ('NOTIFY_URLS="a#b"\r\nLOG_FORMAT=json\r\n', {"NOTIFY_URLS": "a#b", "LOG_FORMAT": "json"}),
        ("DATABASE_URL=postgresql://u:p$${X}=@h/d", {"DATABASE_URL": "postgresql://u:p$${X}=@h/d"}),
        ("\ufeffLOG_FORMAT=json", {"LOG_FORMAT": "json"}),
        ("LOG_FORMAT=text\nLOG_FORMAT=json", {"LOG_FORMAT": "json"}),
        ("PGPASSWORD=x\nHTTPS_PROXY=http://p:1\n", {"PGPASSWORD": "x", "HTTPS_PROXY": "http://p:1"}),
    ],
)  # fmt: skip
def test_what_it_says(text: str, values: dict[str, str], tmp_path: Path) -> None:
    assert read(written(tmp_path, text)) == values


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f"SITE_URL\n{SECRET}=1", 1, "NAME=value"),
        (f"LOG_FORMAT=json\n\n# so\n\nDATABASE_URL: {SECRET}\n", 5, "NAME=value"),
        (f"NOTIFY_URLS='{SECRET}", 1, "NAME=value"),
        (f"NOTIFY_URLS='a' {SECRET}", 1, "NAME=value"),
        (f"={SECRET}", 1, "NAME=value"),
        (f"1ST={SECRET}", 1, "NAME=value"),
        (f"SITE-URL={SECRET}", 1, "NAME=value"),
        (f"{SECRET}", 1, "NAME=value"),
        (f'\n\nNOTIFY_URLS="{SECRET}\nb://c"', 3, "NOTIFY_URLS has"),
        (f"NOTIFY_URLS={SECRET}\x1b[31m", 1, "NOTIFY_URLS has"),
        (f"NOTIFY_URLS={SECRET}\x00", 1, "NOTIFY_URLS has"),
        (f"DATABSE_URL={SECRET}", 1, "did you mean DATABASE_URL?"),
        (f"LOG_FORMAT=json\nNOTIFY_URL={SECRET}", 2, "did you mean NOTIFY_URLS?"),
        (f"site_url={SECRET}", 1, "did you mean SITE_URL?"),
        (f"ENV_FILE={SECRET}", 1, "ENV_FILE is read from the environment alone"),
    ],
)
def test_a_wrong_line_is_named_and_not_shown(
    text: str, line: int, said: str, tmp_path: Path
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SettingError) as raised:
        read(file)
    message = str(raised.value)
    assert message.startswith(f"{file}, line {line}: ")
    assert said in message
    assert "\n" not in message
    assert SECRET not in message


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="UTF-8"):
        read(written(tmp_path, b"SITE_URL=\xff"))


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        read(tmp_path)


def test_a_named_file_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"no\.env cannot be read: No such file"):
        apply({"ENV_FILE": str(tmp_path / "no.env")})


def test_an_empty_name_is_no_file() -> None:
    environment = {"ENV_FILE": ""}
    assert apply(environment) is None
    assert environment == {"ENV_FILE": ""}


def test_the_environment_comes_first(tmp_path: Path) -> None:
    file = written(tmp_path, "SITE_URL=http://file\nLOG_FORMAT=json\nMETRICS_FILE=m\n")
    environment = {"ENV_FILE": str(file), "SITE_URL": "http://environment", "METRICS_FILE": ""}
    applied = apply(environment)
    assert applied is not None
    assert applied.used == {"LOG_FORMAT"}
    assert environment == {
        "ENV_FILE": "",  # children are given what came of it, and do not read it again
        "SITE_URL": "http://environment",
        "METRICS_FILE": "",
        "LOG_FORMAT": "json",
    }
