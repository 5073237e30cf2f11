"""The newspaper that this process reads. The environment names its profile; one process reads one
newspaper, so that what is made of the profile is made once, at import."""

from __future__ import annotations

import os
from importlib import import_module

from crawler.newspaper.profile import Newspaper
from crawler.runtime import terminal
from crawler.runtime.exceptions import SettingError

VARIABLE = "NEWSPAPER"
DEFAULT = "crawler.newspaper.dailysabah"


def load(module: str) -> Newspaper:
    """The `PROFILE` of a module, which is named by its dotted path.

    :raises SettingError: there is none, or it is no profile
    """
    try:
        profile = getattr(import_module(module), "PROFILE", None)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise SettingError(f"{VARIABLE} is {module!r}, which cannot be imported: {said}") from error
    if not isinstance(profile, Newspaper):
        raise SettingError(f"{VARIABLE} is {module!r}, which has no PROFILE of a newspaper")
    return profile


def _load_or_end() -> Newspaper:
    """Every command imports this before it can handle an error, `scrapy` by its settings: a wrong
    name ends it here, in one line."""
    try:
        return load(MODULE)
    except SettingError as error:
        terminal.prepare()
        terminal.say(error)
        raise SystemExit(error.exit_status) from None


MODULE = os.environ.get(VARIABLE) or DEFAULT
PROFILE = _load_or_end()
SELECTORS = PROFILE.selectors
