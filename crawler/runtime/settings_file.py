"""The settings file: what it says holds where the environment is silent (CONTRACT, `ENV_FILE`).

One program reads it, once, and hands its children the environment that came of it; so a file that
is edited meanwhile never counts by half.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from dotenv.parser import Binding, parse_stream

from crawler.runtime import terminal
from crawler.runtime.exceptions import SettingError
from crawler.runtime.paths import resolve
from crawler.runtime.printable import is_line
from crawler.runtime.setting_names import FROM_ENVIRONMENT, check_names

VARIABLE = "ENV_FILE"
DEFAULT = ".env"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class SettingsFile:
    path: Path
    named: str | None
    """The environment's own word for it."""
    names: tuple[str, ...]
    """All that it names; of some the environment had its own value, which won."""
    used: frozenset[str]
    """Those whose value is the file's."""


_applied: SettingsFile | None = None


def applied() -> SettingsFile | None:
    """The file that this process has read; None where there is none."""
    return _applied


def environment_before() -> dict[str, str]:
    """The environment as this process was given it."""
    if _applied is None:
        return dict(os.environ)
    added = {*_applied.used, VARIABLE}
    before = {name: value for name, value in os.environ.items() if name not in added}
    return before if _applied.named is None else {**before, VARIABLE: _applied.named}


def apply_or_end() -> None:
    """Every command does this before it can handle an error, `scrapy` by its settings: a file that
    cannot be read ends it here, in one line."""
    global _applied  # noqa: PLW0603  (one process has one environment)
    try:
        _applied = apply(os.environ) or _applied
    except SettingError as error:
        _end(error)


def refuse_others_or_end(of_the_code: Iterable[str]) -> None:
    """A name that only `-s` gives does nothing in the file: that is said, not passed over."""
    others = [name for name in _applied.names if name not in FROM_ENVIRONMENT] if _applied else []
    if _applied is None or not others:
        return
    from scrapy.settings import default_settings  # noqa: PLC0415  (0.3 s)

    known = {*of_the_code, *(name for name in dir(default_settings) if name.isupper())}
    try:
        for name in others:
            if name in known:
                raise SettingError(
                    f"{name} is no setting of the file; give it by: scrapy crawl … -s {name}=…"
                )
            check_names([name], known)
    except SettingError as error:
        _end(SettingError(f"{_applied.path}: {error}"))


def _end(error: SettingError) -> NoReturn:
    terminal.prepare()
    terminal.say(error)
    raise SystemExit(error.exit_status)


def apply(environment: MutableMapping[str, str]) -> SettingsFile | None:
    """Add to the environment what the file says and it does not.

    :raises SettingError: the named file is not there, or a line of it is wrong
    """
    given = environment.get(VARIABLE)
    if given == "":
        return None
    path = resolve(given or DEFAULT)
    if given is None and not path.exists():
        return None
    values = read(path)
    used = frozenset(values) - frozenset(environment)
    environment.update({name: values[name] for name in used})
    environment[VARIABLE] = ""  # children have it all
    return SettingsFile(path, given, tuple(values), used)


def read(path: Path) -> dict[str, str]:
    """The values by name; of a name that stands twice, the last.

    :raises SettingError: it cannot be read, or a line of it; never with what stands there, which
        may be a secret
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingError(f"{VARIABLE} {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{VARIABLE} {path} is no text in UTF-8") from error
    return dict(_values(path, text))


def _values(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for binding in parse_stream(io.StringIO(text)):
        if binding.key is None and not binding.error:
            continue  # a comment, or nothing
        try:
            yield _pair(binding)
        except SettingError as error:
            raise SettingError(f"{path}, line {_line(binding)}: {error}") from None


def _pair(binding: Binding) -> tuple[str, str]:
    """Raises `SettingError` for what is no setting."""
    name, value = binding.key, binding.value
    if binding.error or name is None or value is None or not _NAME.fullmatch(name):
        raise SettingError("it must be NAME=value, the value in quotes where it has # or quotes")
    if not is_line(value):
        raise SettingError(f"{name} has characters that are no text, or more than one line")
    if name == VARIABLE:
        raise SettingError(f"{name} is read from the environment alone")
    check_names([name], FROM_ENVIRONMENT)
    return name, value


def _line(binding: Binding) -> int:
    """Of the statement itself: the parser counts from the empty lines before it."""
    before = binding.original.string
    return binding.original.line + before[: len(before) - len(before.lstrip())].count("\n")
