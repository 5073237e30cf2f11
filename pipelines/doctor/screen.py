"""The lines as people read them."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

from crawler.runtime.printable import line as one_line
from crawler.runtime.terminal import is_coloured
from pipelines.doctor.finding import Line, Mark

_PLAIN = {Mark.GOOD: "ok   ", Mark.FAULT: "FAULT", Mark.FATAL: "FATAL"}
_GREEN, _RED, _END = "\x1b[32m", "\x1b[31m", "\x1b[0m"
_COLOURED = {
    Mark.GOOD: f"{_GREEN}✓{_END}",
    Mark.FAULT: f"{_RED}✗{_END}",
    Mark.FATAL: f"{_RED}✗{_END}",
}
_CHECK_WIDTH = 15
_MIN_WIDTH = 60


def say(line: Line) -> None:
    for text in shown(line, coloured=is_coloured(), width=shutil.get_terminal_size((120, 24))[0]):
        print(text, flush=True)


def shown(line: Line, *, coloured: bool, width: int) -> list[str]:
    mark, place = (_COLOURED[line.mark], 2) if coloured else (_PLAIN[line.mark], 6)
    indent = " " * (place + _CHECK_WIDTH)
    wrapped = _wrapped(line.found, max(width, _MIN_WIDTH) - len(indent))
    lines = [f"{mark} {line.check:<{_CHECK_WIDTH}}{wrapped[0]}"]
    lines += [indent + text for text in wrapped[1:]]
    if line.mark is not Mark.GOOD and line.hint:
        # Not wrapped: a command is to be copied.
        lines.append(f"{indent}-> {one_line(line.hint)}")
    return lines


def summary(lines: Sequence[Line], requests: int) -> str:
    faults = sum(line.mark is Mark.FAULT for line in lines)
    fatal = sum(line.mark is Mark.FATAL for line in lines)
    asked = f"{requests} requests to the site"
    if fatal:
        return f"No night can work: {fatal} of {len(lines)} lines say why. {asked}."
    if faults:
        return f"A night works, with {faults} of {len(lines)} lines at fault. {asked}."
    return f"All is well; {asked}. Next: scrapy crawl sections -a limit=10"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(one_line(text), width, break_on_hyphens=False) or [""]
