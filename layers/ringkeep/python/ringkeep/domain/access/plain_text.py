"""Characters that make a text look like another: control characters, line separators, and marks that show
it in another order than it has. Someone could take another's name in the audit log with them."""

from __future__ import annotations

import re
from typing import Final

CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
CONTROLS_OF_NOTES: Final = re.compile(r"(?![\t\r\n])" + CONTROLS.pattern)
"""Notes may have tabs and line breaks."""
_HALF_A_CHARACTER: Final = re.compile(r"[\ud800-\udfff]")


def is_plain(text: str) -> bool:
    """Whether the text has none of them but tabs and line breaks, and no half of a surrogate pair."""
    found = CONTROLS_OF_NOTES.search(text) or _HALF_A_CHARACTER.search(text)
    return found is None


def without_controls(text: str) -> str:
    """Returns a text from outside on one line, without these characters."""
    return _HALF_A_CHARACTER.sub("", CONTROLS.sub("", text)).strip()
