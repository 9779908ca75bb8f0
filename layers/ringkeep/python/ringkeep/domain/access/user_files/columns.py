"""The columns of a file of users. Names match without case, spaces, underscores and dashes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from ringkeep.domain.access.user_files.problems import LineProblem, quoted
from ringkeep.domain.access.user_files.records import Record

COLUMNS: Final = (
    "name",
    "email",
    "employee_number",
    "team",
    "site",
    "notes",
    "manager",
    "security_profile",
    "licences",
    "service",
    "extension",
    "extension_id",
    "first_day",
    "last_day",
    "active",
)
"""In the order of the export."""
_MOST_COLUMNS: Final = 1_000
"""Each wrong one is named, and a file of 4 MB has room for two million."""
REQUIRED: Final = ("name", "email")
_OTHER_NAMES: Final = {"licenses": "licences", "manageremail": "manager"}


class Header(NamedTuple):
    """The columns of a file in its order. `names` are as the file spells them."""

    columns: tuple[str, ...]
    names: tuple[str, ...]
    problems: tuple[LineProblem, ...] = ()

    def name_at(self, place: int) -> str:
        """Returns the column at a place; `column 17` beyond the header."""
        return self.columns[place] if place < len(self.columns) else f"column {place + 1}"


def plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower()


_BY_PLAIN_NAME: Final = {plain(each): each for each in COLUMNS} | _OTHER_NAMES


def header_of(record: Record) -> Header:
    if record.fault is not None:
        sentence = (
            "The first line has a quotation mark that is not closed. Correct the column names."
        )
        problem = LineProblem(line=record.line, code="quotation_mark", sentence=sentence)
        return Header((), (), (problem,))
    names = _without_empty_end(record.cells)
    if len(names) > _MOST_COLUMNS:
        return Header((), (), (_too_many(record.line, len(names)),))
    columns = tuple(_BY_PLAIN_NAME.get(plain(name), "") for name in names)
    problems = [
        *_unknown(record.line, names, columns),
        *_repeated(record.line, columns),
        *_missing(record.line, columns),
    ]
    return Header(columns, names, tuple(problems))


def _without_empty_end(cells: Sequence[str]) -> tuple[str, ...]:
    """Spreadsheets write delimiters after the last column."""
    last = max((place for place, cell in enumerate(cells) if cell.strip()), default=-1)
    return tuple(cell.strip() for cell in cells[: last + 1])


def _too_many(line: int, count: int) -> LineProblem:
    sentence = (
        f"The first line has {count:,} columns: at most {_MOST_COLUMNS:,} can be read. Remove some."
    )
    return LineProblem(line=line, code="too_many_columns", sentence=sentence)


def _unknown(line: int, names: Sequence[str], columns: Sequence[str]) -> list[LineProblem]:
    allowed = ", ".join(COLUMNS)
    return [
        LineProblem(
            line=line,
            column=name[:60] or f"column {place + 1}",
            code="unknown_column",
            sentence=f"{quoted(name)} is not a column of users. Remove it, or use one of: {allowed}.",
        )
        for place, (name, column) in enumerate(zip(names, columns, strict=True))
        if not column
    ]


def _repeated(line: int, columns: Sequence[str]) -> list[LineProblem]:
    counts = Counter(filter(None, columns))
    repeated = sorted(each for each, count in counts.items() if count > 1)
    return [
        LineProblem(
            line=line,
            column=each,
            code="repeated_column",
            sentence=f"The column {each} is there more than once. Keep one.",
        )
        for each in repeated
    ]


def _missing(line: int, columns: Sequence[str]) -> list[LineProblem]:
    return [
        LineProblem(
            line=line,
            column=each,
            code="missing_column",
            sentence=f"The column {each} is missing. Add it to the first line.",
        )
        for each in REQUIRED
        if each not in columns
    ]
