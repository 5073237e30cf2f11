"""The settings: their values, names that are nearly ours, and who may read them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from scrapy.settings import BaseSettings

from crawler.runtime import settings_file
from crawler.runtime.contact import check_contact, is_placeholder
from crawler.runtime.exceptions import SettingError
from crawler.runtime.setting_names import FROM_ENVIRONMENT, SECRET, check_names
from crawler.runtime.setting_values import check_settings
from crawler.urls import is_live
from pipelines.doctor.finding import Line, fatal, fault, good

_READABLE_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH
_NAMES = FROM_ENVIRONMENT | {settings_file.VARIABLE}


def lines(settings: BaseSettings) -> Iterator[Line]:
    yield _values(settings)
    yield from _near_names()
    yield from _permissions()
    yield _contact(settings)


def _values(settings: BaseSettings) -> Line:
    try:
        check_settings(settings)
    except SettingError as error:
        return fatal("settings", str(error), "correct it; every command is refused with it")
    file = settings_file.applied()
    here = sorted(FROM_ENVIRONMENT & os.environ.keys() - (file.used if file else frozenset()))
    parts = [f"{len(file.used)} from {file.path}"] if file else ["no settings file"]
    if here:
        parts.append(f"{', '.join(here)} from the environment")
    return good("settings", f"{'; '.join(parts)}; SITE_URL {settings['SITE_URL']}")


def _near_names() -> Iterator[Line]:
    for name in sorted(os.environ.keys() - _NAMES):
        try:
            check_names([name], _NAMES)
        except SettingError as error:
            yield fault("settings", f"environment: {error}", f"rename or unset {name}")


def _permissions() -> Iterator[Line]:
    file = settings_file.applied()
    if file is None or not SECRET.intersection(file.names) or not file.path.is_file():
        return
    if file.path.stat().st_mode & _READABLE_BY_OTHERS:
        names = ", ".join(sorted(SECRET.intersection(file.names)))
        found = f"others may read {file.path}, which has {names}"
        yield fault("settings", found, f"chmod 600 {file.path}")


def _contact(settings: BaseSettings) -> Line:
    contact = str(settings["CONTACT_URL"] or "").strip()
    try:
        check_contact(settings)
    except SettingError as error:
        return fatal("contact", str(error), "set CONTACT_URL; until then the site is not asked")
    if is_placeholder(contact) and not is_live(str(settings["SITE_URL"])):
        return good("contact", "a placeholder, which this site is asked with all the same")
    return good("contact", f"{contact} stands in the user agent")
