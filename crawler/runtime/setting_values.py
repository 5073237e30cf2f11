"""Values of settings that no crawl could work with, refused before it begins."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings, default_settings
from scrapy.utils.conf import get_config
from scrapy.utils.misc import load_object

from crawler import settings as project_settings
from crawler.newspaper import active
from crawler.runtime import logs
from crawler.runtime.exceptions import SettingError
from crawler.runtime.feed_files import check_feeds
from crawler.runtime.ping import is_ping_url
from crawler.runtime.printable import is_line
from crawler.runtime.setting_names import SECRET
from crawler.urls import is_live

DEFAULTS = (default_settings, project_settings)
KNOWN_NAMES = frozenset(name for module in DEFAULTS for name in dir(module) if name.isupper())
MAX_NUMBER = 10**12
"""Of a setting that is a number: bytes, seconds or requests without end."""
_KINDS = {bool: "1 or 0", int: "a whole number", float: "a number"}
_COMPONENTS = (
    "ITEM_PIPELINES", "EXTENSIONS", "ADDONS", "SPIDER_MIDDLEWARES", "DOWNLOADER_MIDDLEWARES",
)  # fmt: skip
_ASYNCIO = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def check_settings(settings: BaseSettings) -> None:
    """Raises `SettingError` for a value that no crawl could work with."""
    check_profile(settings)
    check_texts(settings)
    check_newspaper(settings)
    logs.check(settings)
    check_numbers(settings)
    check_components(settings)
    check_feeds(settings)
    check_site(str(settings["SITE_URL"]))
    check_ping(str(settings["PING_URL"] or ""))
    if settings["PROFILE"] == "fast" and is_live(str(settings["SITE_URL"])):
        raise SettingError(
            f"the profile fast is for a site of your own, and SITE_URL is {settings['SITE_URL']}; "
            "unset SCRAPY_PROJECT"
        )


def check_site(root: str) -> None:
    """Raises `SettingError` for a root that no request can go to."""
    check_root("SITE_URL", root, active.PROFILE.root)


def check_root(name: str, root: str, example: str) -> None:
    """The same of any setting that names a server."""
    try:
        parts = urlsplit(root)
        is_root = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # of brackets, or of a port that is none
        is_root = False
    else:
        if parts.username is not None or parts.password is not None:
            raise SettingError(f"{name} has a user or password, which no request carries")
    if not is_root:
        raise SettingError(f"{name} is {root!r}; it must be like {example}")


def check_ping(url: str) -> None:
    """Raises `SettingError` for what nobody can be told at."""
    if url and not is_ping_url(url):
        raise SettingError("PING_URL is no url; it must be like https://hc-ping.com/your-uuid")


def check_newspaper(settings: BaseSettings) -> None:
    """Raises `SettingError` for another newspaper than the one that has been loaded, and for a
    settings file named too late."""
    if settings["ENV_FILE"] is not None:
        raise SettingError("ENV_FILE is given with -s where only the environment counts")
    if settings["NEWSPAPER"] != active.MODULE:
        raise SettingError(
            f"NEWSPAPER is {settings['NEWSPAPER']!r} where only the environment counts; "
            f"there it means {active.MODULE}"
        )


def check_profile(settings: BaseSettings) -> None:
    """Raises `SettingError` where Scrapy found none of the project's settings."""
    if settings["SITE_URL"] is None:
        known = ", ".join(get_config()["settings"])
        if module := os.environ.get("SCRAPY_SETTINGS_MODULE"):
            raise SettingError(f"SCRAPY_SETTINGS_MODULE is {module!r}; unset it")
        raise SettingError(
            f"SCRAPY_PROJECT is {os.environ.get('SCRAPY_PROJECT')!r}; it must be one of {known}"
        )


def check_texts(settings: BaseSettings) -> None:
    """Raises `SettingError` for bytes that are no text, and for what a terminal or a header of
    HTTP would obey."""
    for name in dir(project_settings):
        value = settings.get(name) if name.isupper() else None
        if isinstance(value, str) and not is_line(value):
            shown = name if name in SECRET else f"{name} is {value!r}, which"
            raise SettingError(f"{shown} has characters that are no text")


def check_numbers(settings: BaseSettings) -> None:
    """Raises `SettingError` for a text where a number or a switch is meant: of Scrapy's settings
    and the project's, as their defaults say."""
    wanted = {name: getattr(module, name) for module in DEFAULTS for name in dir(module)}
    wanted["STORE_ENABLED"] = True
    for name, default in wanted.items():
        if not isinstance(default, int | float) or not settings.getpriority(name):
            continue  # no number, or nobody has changed it
        value = settings.get(name)
        try:
            number = settings.getbool(name) if isinstance(default, bool) else type(default)(value)
        except (TypeError, ValueError, OverflowError):
            raise SettingError(f"{name} is {value!r}; it must be {_KINDS[type(default)]}") from None
        if isinstance(default, bool):
            continue
        if number < 0 <= default:
            raise SettingError(f"{name} is {value!r}; it must not be negative")
        if number < 1 and name.startswith("CONCURRENT_REQUESTS") and default:
            raise SettingError(
                f"{name} is {value!r}; it must be 1 or more, or nothing is asked for"
            )
        if not number <= MAX_NUMBER:
            raise SettingError(f"{name} is {value!r}; it must be at most {MAX_NUMBER}")
    if str(settings["LOG_LEVEL"]).upper() not in logging.getLevelNamesMapping():
        raise SettingError(
            f"LOG_LEVEL is {settings['LOG_LEVEL']!r}; it must be DEBUG, INFO, WARNING or ERROR"
        )


def check_components(settings: BaseSettings) -> None:
    """Raises `SettingError` for what names code that is not there, or is not for this program."""
    if settings["TWISTED_REACTOR"] != _ASYNCIO:
        raise SettingError(
            f"TWISTED_REACTOR is {settings['TWISTED_REACTOR']!r}; it must be {_ASYNCIO}"
        )
    for name in _COMPONENTS:
        for component, order in settings.getdict(name).items():
            try:
                if order is not None:
                    load_object(component)
            except Exception as error:
                raise SettingError(f"{name}: {component} cannot be loaded: {error}") from error
    for code in settings.getlist("RETRY_HTTP_CODES"):
        if not str(code).strip().isdecimal():
            raise SettingError(f"RETRY_HTTP_CODES has {code!r}, which is no status")
    if folder := settings["JOBDIR"]:
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingError(f"JOBDIR is {folder!r}: {error.strerror}") from error
