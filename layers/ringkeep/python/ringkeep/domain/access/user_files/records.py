"""The records of a CSV text: delimiter, quoted cells, line breaks in quotes.

Each record is read on its own, so that a lone quotation mark spoils one line, not the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ringkeep.domain.access.user_files.problems import refused

DELIMITERS: Final = ",;\t"
MAX_LINES: Final = 10_000
"""People in one file."""
_MOST_TEXT_LINES: Final = 10 * MAX_LINES
_LONGEST_RECORD: Final = 200
"""Lines of text. A quotation mark that is not closed by then was not meant as one."""


class Record(NamedTuple):
    """`line` is where the record begins. `fault` is the place of the cell with a quotation mark that
    does not end it, and the record has no cells then."""

    line: int
    cells: tuple[str, ...]
    fault: int | None = None

    @property
    def blank(self) -> bool:
        return self.fault is None and not any(cell.strip() for cell in self.cells)


class Table(NamedTuple):
    delimiter: str
    records: tuple[Record, ...]
    """The header first, without blank records."""


def table_of(text: str) -> Table:
    """Returns the records of a text. The first line with text decides the delimiter, unless the file
    states it (`sep=;`, as Excel does). Raises FileRefused."""
    lines = tuple(io.StringIO(text, newline="")) or ("",)
    if len(lines) > _MOST_TEXT_LINES:
        raise _too_long()
    stated = _stated_delimiter(lines[0])
    delimiter = stated or _likely_delimiter(lines)
    records = [each for each in _records(lines, delimiter, len(stated)) if not each.blank]
    if not records:
        raise refused("empty", "The file is empty. Its first line must name the columns.")
    if len(records) > MAX_LINES + 1:
        raise _too_long()
    return Table(delimiter, tuple(records))


def _too_long() -> Exception:
    return refused("too_many_lines", f"The file has more than {MAX_LINES:,} lines. Split it.")


def _stated_delimiter(line: str) -> str:
    match = re.fullmatch(rf"sep=([{DELIMITERS}])", line.strip("\r\n"), re.IGNORECASE)
    return match[1] if match else ""


def _likely_delimiter(lines: Sequence[str]) -> str:
    """Returns the delimiter that divides the first line with text into most cells."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    return max(DELIMITERS, key=lambda each: len(_record(lines, start, each)[0].cells))


def _records(lines: Sequence[str], delimiter: str, start: int) -> Iterator[Record]:
    while start < len(lines):
        record, length = _record(lines, start, delimiter)
        yield record
        start += length


def _record(lines: Sequence[str], start: int, delimiter: str) -> tuple[Record, int]:
    """Returns the record that begins at a line, and its number of lines."""
    window = lines[start : start + _LONGEST_RECORD]
    reader = csv.reader(window, delimiter=delimiter, strict=True)
    try:
        cells = tuple(next(reader))
    except csv.Error:
        return Record(start + 1, (), _first_fault(lines[start], delimiter)), 1
    return Record(start + 1, cells), reader.line_num


def _first_fault(line: str, delimiter: str) -> int:
    """Returns the place of the first cell that is neither plain nor closed by a quotation mark."""
    cell = re.compile(rf'(?:"(?:[^"]|"")*"|(?!")[^{delimiter}]*){delimiter}')
    position = place = 0
    while match := cell.match(line, position):
        position, place = match.end(), place + 1
    return place
