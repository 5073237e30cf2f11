"""Whom the publisher may ask."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from crawler.runtime.contact import check_contact, is_placeholder
from crawler.runtime.exceptions import SettingError


@pytest.mark.parametrize(
    "contact",
    [
        "https://desk.newsroom.org/crawler",
        "http://www.newsroom.org",
        "mailto:desk@newsroom.org",
        "desk@newsroom.org",
        "newsroom.org/contact",
        "https://our.site/contact",
    ],
)
def test_somebody_can_be_reached(contact: str) -> None:
    assert not is_placeholder(contact)


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "none",
        "https://",
        "https://dailysabah-pipeline.example/contact",
        "https://www.example.com/me",
        "mailto:me@example.org",
        "http://localhost:8000",
        "https://your.site/contact",
        "https://[::1/x",
        "http://127.0.0.1/",
        "http://192.168.1.7:8000/contact",
        "http://[fe80::1]/",
        "https://sub.example.org/x",
        "https://YOUR-SITE.com",
        "mailto:me@yourdomain.org",
    ],
)
def test_nobody_can_be_reached(contact: str) -> None:
    assert is_placeholder(contact)


@pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "https://rehearsal.newsroom.org"])
def test_a_site_of_one_s_own_need_not_ask(site: str) -> None:
    check_contact(Settings({"SITE_URL": site, "CONTACT_URL": ""}))


@pytest.mark.parametrize("site", ["https://www.dailysabah.com", "http://DailySabah.com:80/"])
def test_the_live_site_must_be_able_to_ask(site: str) -> None:
    with pytest.raises(SettingError, match="CONTACT_URL is empty"):
        check_contact(Settings({"SITE_URL": site, "CONTACT_URL": None}))
