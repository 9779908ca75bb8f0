"""Cells that a spreadsheet would run as formulas: written so that it shows them as text.

An apostrophe in front makes them inert. A spreadsheet that expects semicolons or tabs splits a cell there,
whatever its quotation marks, so what follows one of these, or a line break, counts as a beginning too.
Reading takes the apostrophes away again, so that what was exported comes back as it was: `inert` is undone
by `original` for every text.
"""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""The last four are the wide forms of the first ones, which some programs take for them."""
_FORMULA: Final = re.compile(rf"'*[{_SIGNS}\t\r\n]")
_INERT: Final = re.compile(rf"'+[{_SIGNS}\t\r\n]")
_FORMULA_INSIDE: Final = re.compile(rf"([;\t\r\n])(?='*[{_SIGNS}])")
_INERT_INSIDE: Final = re.compile(rf"([;\t\r\n])'(?='*[{_SIGNS}])")


def inert(cell: str) -> str:
    """A text that already looks inert gets one more apostrophe."""
    text = inert_inside(cell)
    return f"'{text}" if _FORMULA.match(text) else text


def inert_inside(cell: str) -> str:
    """Makes only those formulas inert at which the cell may be split."""
    return _FORMULA_INSIDE.sub(r"\1'", cell)


def original(cell: str) -> str:
    text = cell[1:] if _INERT.match(cell) else cell
    return _INERT_INSIDE.sub(r"\1", text)
