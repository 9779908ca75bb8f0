"""One line of a file of users: its cells as values, or what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from ringkeep.domain.access.emails import EmailNotValid, normal_email, normalised_email
from ringkeep.domain.access.plain_text import CONTROLS, CONTROLS_OF_NOTES
from ringkeep.domain.access.user_files.cells import original
from ringkeep.domain.access.user_files.columns import Header, plain
from ringkeep.domain.access.user_files.problems import LineProblem, quoted
from ringkeep.domain.access.user_files.records import Record
from ringkeep.domain.access.users import Licence
from ringkeep.domain.model import Model

_LENGTHS: Final = {"notes": 2000, "email": 254, "manager": 254}
_USUAL_LENGTH: Final = 200
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES: Final = frozenset({"yes", "true", "1", "active"})
_NO: Final = frozenset({"no", "false", "0", "inactive"})
_LICENCES: Final = {plain(each.value): each for each in Licence}


class UserLine(Model):
    """What a line says about a user. `columns` are those of the file: a column that it does not have leaves
    its field as it is, an empty cell empties it. `extension` is a number or an id; `extension_id` counts
    before it. Without an extension the line says nothing about extensions."""

    line: int
    columns: frozenset[str]
    name: str
    email: str
    employee_number: str = ""
    team: str = ""
    site: str = ""
    notes: str = ""
    manager: str = ""
    """The manager's e-mail address."""
    security_profile: str = ""
    licences: frozenset[Licence] = frozenset()
    service: str = ""
    extension: str = ""
    extension_id: str = ""
    first_day: date | None = None
    last_day: date | None = None
    active: bool | None = None

    @property
    def names_extension(self) -> bool:
        return bool(self.extension or self.extension_id)


class _CellProblem(ValueError):
    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def address_in(record: Record, header: Header) -> str:
    """Returns the e-mail address of a line, even if something is wrong with the line."""
    place = header.columns.index("email") if "email" in header.columns else len(record.cells)
    return normalised_email(original(record.cells[place])) if place < len(record.cells) else ""


def line_of(record: Record, header: Header) -> UserLine | tuple[LineProblem, ...]:
    """Returns what the line says, or all that is wrong with it."""
    if problem := _shape_problem(record, header):
        return (problem,)
    values: dict[str, object] = {}
    problems: list[LineProblem] = []
    for column, cell in zip(header.columns, record.cells, strict=False):
        try:
            values[column] = _value(column, cell)
        except _CellProblem as error:
            problems.append(_problem(record, column, error.code, error.sentence))
    problems += [] if problems else _contradictions(record, values)
    if problems:
        return tuple(problems)
    return UserLine.model_validate(
        {"line": record.line, "columns": frozenset(header.columns), **values}
    )


def _problem(record: Record, column: str, code: str, sentence: str) -> LineProblem:
    return LineProblem(line=record.line, column=column, code=code, sentence=sentence)


def _shape_problem(record: Record, header: Header) -> LineProblem | None:
    if record.fault is not None:
        sentence = (
            "A quotation mark is not closed at the end of its cell. Write a quotation mark inside a cell"
            ' twice (""), and put the whole cell between quotation marks.'
        )
        return _problem(record, header.name_at(record.fault), "quotation_mark", sentence)
    expected, found = len(header.columns), len(record.cells)
    if found < expected:
        sentence = f"The line has {found} cells, the first line {expected}. Add what is missing."
        return _problem(record, header.name_at(found), "too_few_cells", sentence)
    if any(cell.strip() for cell in record.cells[expected:]):
        sentence = (
            f"The line has {found} cells, the first line {expected}. Put a cell that holds the delimiter"
            " between quotation marks."
        )
        return _problem(record, header.name_at(expected), "too_many_cells", sentence)
    return None


def _value(column: str, cell: str) -> object:
    text = _checked_text(column, original(cell).strip())
    return _READERS.get(column, str)(text)


def _checked_text(column: str, text: str) -> str:
    controls = CONTROLS_OF_NOTES if column == "notes" else CONTROLS
    if match := controls.search(text):
        code = f"U+{ord(match[0]):04X}"
        sentence = (
            f"Character {match.start() + 1} of the cell is a control character ({code}). Remove it."
        )
        raise _CellProblem("control_character", sentence)
    limit = _LENGTHS.get(column, _USUAL_LENGTH)
    if len(text) > limit:
        sentence = (
            f"The cell has {len(text):,} characters; at most {limit:,} are possible. Shorten it."
        )
        raise _CellProblem("too_long", sentence)
    return text


def _required(text: str) -> str:
    if not text:
        raise _CellProblem("empty_cell", "The cell is empty. Write the person's name.")
    return text


def _email(text: str) -> str:
    if not text:
        raise _CellProblem("empty_cell", "The cell is empty. Write the person's e-mail address.")
    try:
        return normal_email(text)
    except EmailNotValid:
        sentence = f"{quoted(text)} is not an e-mail address. Write it like name@example.com."
        raise _CellProblem("email_form", sentence) from None


def _optional_email(text: str) -> str:
    return _email(text) if text else ""


def _licences(text: str) -> frozenset[Licence]:
    names = [each for each in re.split(r"[,;|/\n]", text) if each.strip()]
    unknown = [each.strip() for each in names if plain(each) not in _LICENCES]
    if unknown:
        known = ", ".join(each.value for each in Licence)
        sentence = (
            f"{quoted(unknown[0])} is not a licence. Use {known}, with a semicolon between them."
        )
        raise _CellProblem("unknown_licence", sentence)
    return frozenset(_LICENCES[plain(each)] for each in names)


def _day(text: str) -> date | None:
    if not text:
        return None
    if not _ISO_DAY.fullmatch(text):
        sentence = (
            f"{quoted(text)} is not a date in the form year-month-day. Write it like 2026-01-31: other forms"
            " can be read in more than one way."
        )
        raise _CellProblem("date_form", sentence)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _CellProblem("no_such_day", f"There is no day {text}. Correct it.") from None


def _yes_or_no(text: str) -> bool | None:
    word = text.lower()
    if word and word not in _YES | _NO:
        raise _CellProblem("yes_or_no", f"{quoted(text)} is neither yes nor no. Write one of them.")
    return word in _YES if word else None


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "name": _required,
    "email": _email,
    "manager": _optional_email,
    "licences": _licences,
    "first_day": _day,
    "last_day": _day,
    "active": _yes_or_no,
}


def _contradictions(record: Record, values: Mapping[str, object]) -> list[LineProblem]:
    first, last = values.get("first_day"), values.get("last_day")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        sentence = f"The last day {last} is before the first day {first}. Correct one of them."
        return [_problem(record, "last_day", "days_reversed", sentence)]
    has_extension = values.get("extension") or values.get("extension_id")
    for column in ("first_day", "last_day"):
        if values.get(column) and not has_extension:
            sentence = (
                "The line has a day but no extension. Write the extension that the day belongs to."
            )
            return [_problem(record, "extension", "extension_missing", sentence)]
    return []
