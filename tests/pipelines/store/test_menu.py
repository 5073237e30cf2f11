"""Sections as the menu has them (CONTRACT, `v_sections`)."""

from __future__ import annotations

from sqlalchemy import Engine

from crawler.items import Menu
from pipelines.store import MenuChange, Store
from tests.pipelines.factories import DAY, NOW, article, menu, one, rows, sighting


def test_the_menu_is_the_sections(store: Store, engine: Engine) -> None:
    change = store.save_menu(menu("world", "asia-pacific", "sports", asia_pacific="world"))
    assert change == MenuChange(["asia-pacific", "sports", "world"], [])
    assert rows(engine, "SELECT section, parent, url FROM v_sections ORDER BY section") == [
        {
            "section": "asia-pacific",
            "parent": "world",
            "url": "https://www.dailysabah.com/asia-pacific",
        },
        {"section": "sports", "parent": None, "url": "https://www.dailysabah.com/sports"},
        {"section": "world", "parent": None, "url": "https://www.dailysabah.com/world"},
    ]


def test_a_vanished_section_is_kept_and_marked(store: Store, engine: Engine) -> None:
    store.save_menu(menu("world", "arts"))
    later = NOW + DAY
    assert store.save_menu(menu("world", "sports", seen_at=later)) == MenuChange(
        ["sports"], ["arts"]
    )
    assert store.save_menu(menu("world", "sports", seen_at=later)) == MenuChange()
    query = "SELECT vanished_at, last_seen_at FROM sections WHERE slug = 'arts'"
    row = one(engine, query)
    assert row["vanished_at"] is not None
    assert str(row["last_seen_at"])[:10] == "2026-10-01"
    assert store.save_menu(menu("world", "arts", "sports")) == MenuChange(["arts"], [])
    assert one(engine, query)["vanished_at"] is None


def test_a_page_without_a_menu_changes_nothing(store: Store) -> None:
    store.save_menu(menu("world"))
    assert store.save_menu(Menu(entries=[], seen_at=NOW)) == MenuChange()


def test_twins_go_by_the_menus_slug(store: Store, engine: Engine) -> None:
    store.record([sighting("/turkey/x", section="turkey")], "recent", NOW)
    store.save([article("/turkey/x", section="turkiye")])
    store.save_menu(menu("turkey", "istanbul", "life", istanbul="turkey"))
    query = "SELECT section, sections FROM v_articles ORDER BY url"
    assert str(one(engine, query)["sections"]) in ("['turkey']", '["turkey"]')
    store.save([article("/life/y", section="lifestyle")])
    store.record([sighting("/life/y", section="lifestyle")], "recent", NOW)
    assert [row["section"] for row in rows(engine, query)] == ["life", "turkey"]


def test_a_renamed_twin_takes_everything_along(store: Store, engine: Engine) -> None:
    store.save_menu(menu("turkey", "istanbul", istanbul="turkey"))
    store.record([sighting("/turkey/x", section="turkiye", position=3)], "recent", NOW)
    store.save([article("/turkey/x", section="turkiye")])
    later = NOW + DAY
    change = store.save_menu(menu("turkiye", "istanbul", seen_at=later, istanbul="turkiye"))
    assert change == MenuChange()
    sections = rows(engine, "SELECT section, parent, articles FROM v_sections ORDER BY section")
    assert sections == [
        {"section": "istanbul", "parent": "turkiye", "articles": 0},
        {"section": "turkiye", "parent": None, "articles": 1},
    ]
    assert one(engine, "SELECT section FROM v_articles") == {"section": "turkiye"}
    placed = one(engine, "SELECT section, best_position FROM v_placements")
    assert placed == {"section": "turkiye", "best_position": 3}
    assert str(one(engine, "SELECT first_seen_at FROM v_sections WHERE section = 'turkiye'")
               ["first_seen_at"])[:10] == "2026-10-01"  # fmt: skip


def test_articles_of_a_section_are_those_placed_and_those_at_home(
    store: Store, engine: Engine
) -> None:
    store.save_menu(menu("world", "asia-pacific"))
    store.record([sighting(section="world"), sighting()], "recent", NOW)
    store.save([article(), article("/world/asia-pacific/not-listed")])
    store.record([sighting("/pending", section="world")], "recent", NOW)
    counts = rows(engine, "SELECT section, articles FROM v_sections ORDER BY section")
    assert counts == [
        {"section": "asia-pacific", "articles": 2},
        {"section": "world", "articles": 1},
    ]
