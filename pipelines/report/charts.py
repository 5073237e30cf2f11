"""Charts as SVG that takes its colours and letters from the page's style.

pygal lays out; its own style sheet, script, tool tips and legend are left away (decision 009).
Each chart is drawn twice, for a wide page and for a phone, so that its letters stay as large as
the text around them; the style sheet shows one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from markupsafe import Markup
from pygal.style import Style

from crawler.runtime.printable import xml_text

WIDE, NARROW = 760, 350
COLOURS = 8
"""As many as the style sheet has."""
_LETTER = 12
_STYLE = Style(label_font_size=_LETTER, major_label_font_size=_LETTER, font_family="sans-serif")
_NOT_WANTED = frozenset({"defs", "desc", "title"})

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Chart:
    wide: Markup
    narrow: Markup
    table: Table
    legend: Sequence[str]


Series = Mapping[str, Sequence[int | float]]
"""By the name of a series, a number for each label."""
Shown = Callable[[float], str]


def columns(labels: Sequence[str], series: Series, table: Table, every: int = 1) -> Chart:
    """Stacked columns; each `every`th label is written, at a phone's width half of those."""

    labels, series = _clean(labels, series)

    def draw(width: int) -> Markup:
        step = every if width == WIDE else every * 2
        chart = _chart(pygal.StackedBar, width, 260, x_labels_major_every=step, spacing=6)
        chart.show_minor_x_labels = step == 1
        chart.x_labels = labels
        return _drawn(chart, series, labels, "{:,.0f}".format)

    return _both(draw, series, table)


def bars(labels: Sequence[str], series: Series, table: Table, percent: bool = False) -> Chart:
    """Horizontal bars, the first label on top; stacked if there are several series."""
    shown: Shown = "{:.0f} %".format if percent else "{:,.0f}".format

    labels, series = _clean(labels, series)

    def draw(width: int) -> Markup:
        chart = _chart(pygal.HorizontalStackedBar, width, 34 + 24 * len(labels), spacing=4)
        chart.x_labels = labels[::-1]
        if percent:
            chart.range = (0, 100)
        if width == NARROW:
            chart.max_scale = 4
        upside_down = {name: numbers[::-1] for name, numbers in series.items()}
        return _drawn(chart, upside_down, labels[::-1], shown)

    return _both(draw, series, table)


def _clean(labels: Sequence[str], series: Series) -> tuple[Sequence[str], Series]:
    """Names and keywords as XML may have them, whatever an earlier program stored."""
    return [*map(xml_text, labels)], {xml_text(name): numbers for name, numbers in series.items()}


def _both(draw: Callable[[int], Markup], series: Series, table: Table) -> Chart:
    return Chart(draw(WIDE), draw(NARROW), table, list(series))


def _chart(kind: Any, width: int, height: int, **options: Any) -> Any:
    return kind(
        width=width, height=height, style=_STYLE, css=[], js=[], show_legend=False, margin=2,
        margin_right=10, truncate_label=-1, disable_xml_declaration=True, dots_size=2.5,
        max_scale=6, **options,
    )  # fmt: skip


def _drawn(chart: Any, series: Series, labels: Sequence[str], shown: Shown) -> Markup:
    chart.value_formatter = shown
    for name, numbers in series.items():
        chart.add(name, list(numbers))
    chart.add_xml_filter(lambda root: _plain(root, list(series), labels, series, shown))
    drawn: str = chart.render(is_unicode=True)
    # pygal escapes the texts; all else in there is its own numbers and names.
    return Markup(drawn)  # noqa: S704


def _plain(
    root: Any, names: Sequence[str], labels: Sequence[str], series: Series, shown: Shown
) -> Any:
    """Only the shapes, each with a title that browsers show where the pointer rests."""
    _strip(root)
    root.attrib.pop("id", None)
    root.set("aria-hidden", "true")  # its numbers are in the table below it
    for n, name in enumerate(names):
        group = root.find(f".//*[@class='plot']/*[@class='series serie-{n} color-{n}']")
        shapes = [] if group is None else [*group.iter("rect"), *group.iter("circle")]
        for shape, label, number in zip(shapes, labels, series[name], strict=False):
            said = f"{label}: {shown(number)}" + (f" {name}" if len(names) > 1 else "")
            title = shape.makeelement("title")
            title.text = said
            shape.append(title)
    return root


def _strip(element: Any) -> None:
    for child in list(element):
        if not _is_shape(child):
            element.remove(child)
            continue
        if child.tag == "rect" and "0.0" in (child.get("width"), child.get("height")):
            child.attrib.clear()  # it stays, for shapes and labels are counted off in step
        _shorten(child)
        _strip(child)


def _is_shape(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _NOT_WANTED:  # or a comment
        return False
    kind = element.get("class") or ""
    return kind != "titles" and "overlay" not in kind


def _shorten(element: Any) -> None:
    for name in ("rx", "ry"):
        element.attrib.pop(name, None)
    for name in ("x", "y", "cx", "cy", "width", "height"):
        number = element.get(name) or ""
        if "." in number:
            element.set(name, f"{float(number):.1f}")
