"""Text that people write about recordings: cleaned, bounded, and never interpreted.

    cleaned_lines("caf\\u0065\\u0301\\r\\n\\u200b<b>ok</b>  ")      "caf\\u00e9\\n<b>ok</b>"
    cleaned_line("  late \\n fee ")                            "late fee"

What is removed shows nothing, or shows the text in another order than it has: control characters, marks of
direction that enclose text, invisible operators, and the invisible letters of Unicode's tag block, in which
a text can be hidden. What writing needs is kept: joiners of emoji and of Persian, marks beside a text from
right to left, flags. Markup is text like any other.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LINE_BREAKS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # fillers that show nothing
    "\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"  # spaces without width, overrides of direction
    "\ud800-\udfff"  # halves of a character
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)
_FLAG: Final = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)|[\U000e0000-\U000e0fff]"
)
"""The flags of England, Scotland and Wales are a black flag with hidden letters. All others are removed."""
_MARKS_ALONE: Final = re.compile("[\u200c\u200d\u200e\u200f\u061c\ufe00-\ufe0f]")


def cleaned_lines(text: str) -> str:
    """Returns a text of several lines, without spaces at their ends and empty lines around it."""
    plain = _visible(_LINE_BREAKS.sub("\n", text)).replace("\t", "    ")
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip("\n").rstrip()


def cleaned_line(text: str) -> str:
    """Returns a text on one line, with single spaces."""
    return " ".join(_visible(_LINE_BREAKS.sub(" ", text)).split())


def shows_nothing(text: str) -> bool:
    """Whether a cleaned text has no sign that anyone can see."""
    return not _MARKS_ALONE.sub("", text).strip()


def _visible(text: str) -> str:
    plain = _FLAG.sub(lambda match: match.group(1) or "", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", plain)
