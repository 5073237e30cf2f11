"""Whom the publisher may ask about this crawler: it stands in the user agent."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from crawler.runtime.exceptions import SettingError
from crawler.urls import is_live

_RESERVED = (".example", ".test", ".invalid", ".localhost")
"""Ends of names that are nobody's (RFC 2606)."""
_YOURS = ("your", "yoursite", "your-site", "yourdomain", "your-domain", "yourname", "your-name")
_OF_DOCUMENTS = frozenset(
    {"example.com", "example.org", "example.net", "localhost"}
    | {f"{your}.{end}" for your in _YOURS for end in ("com", "org", "net", "site")}
)


def check_contact(settings: BaseSettings) -> None:
    """The live site is not asked by nobody (CONTRACT, `CONTACT_URL`).

    :raises SettingError: it is empty or a placeholder, and SITE_URL names the live site
    """
    root = str(settings["SITE_URL"])
    contact = str(settings["CONTACT_URL"] or "").strip()
    if is_live(root) and is_placeholder(contact):
        said = f"is {contact!r}, which is a placeholder" if contact else "is empty"
        raise SettingError(
            f"CONTACT_URL {said}: {root} must know whom to ask; set it to a page or mailto: address"
            " of yours, like CONTACT_URL=mailto:desk@newsroom.org"
        )


def is_placeholder(contact: str) -> bool:
    """Whether nobody can be reached there."""
    try:
        parts = urlsplit(contact if "//" in contact else f"//{contact.removeprefix('mailto:')}")
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return True
    name = host.removeprefix("www.")
    if _is_private(name):
        return True
    ends = (*_RESERVED, *(f".{one}" for one in _OF_DOCUMENTS))
    return "." not in name or name in _OF_DOCUMENTS or name.endswith(ends)


def _is_private(host: str) -> bool:
    """Whether it is an address that nobody outside can reach."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
