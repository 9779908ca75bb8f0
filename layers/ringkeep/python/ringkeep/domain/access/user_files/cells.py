"""Cells that a spreadsheet would run as formulas: written so that it shows them as text.

An apostrophe in front makes them inert. Reading takes it away again, so that what was exported comes back
as it was: `inert` is undone by `original` for every text.
"""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")
_INERT: Final = re.compile(r"'+[=+\-@\t\r\n]")


def inert(cell: str) -> str:
    """A text that already looks inert gets one more apostrophe."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def original(cell: str) -> str:
    return cell[1:] if _INERT.match(cell) else cell
