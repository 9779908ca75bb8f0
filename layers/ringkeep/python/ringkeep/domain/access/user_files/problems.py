"""What is wrong with a file of users, named by line and column.

Codes are stable. Sentences say what to do; they never hold control characters, and little of a cell.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from ringkeep.domain.model import Model

WHOLE_FILE: Final = 0
_QUOTED_LENGTH: Final = 60


class LineProblem(Model):
    """`line` counts from 1, as an editor shows it, with the header as line 1; 0 is the whole file.
    `column` is the column's name, empty for the whole line."""

    line: int
    column: str = ""
    code: str
    sentence: str

    @property
    def order(self) -> tuple[int, str, str]:
        return self.line, self.column, self.code


class FileRefused(ValueError):
    """The file cannot be read as a table, so nothing in it was looked at."""

    def __init__(self, problem: LineProblem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def refused(code: str, sentence: str, line: int = WHOLE_FILE) -> FileRefused:
    return FileRefused(LineProblem(line=line, code=code, sentence=sentence))


def quoted(text: str) -> str:
    """Returns the beginning of a cell between quotation marks, on one line."""
    shown = "".join("?" if unicodedata.category(each)[0] == "C" else each for each in text)
    cut = shown if len(shown) <= _QUOTED_LENGTH else f"{shown[:_QUOTED_LENGTH]}..."
    return f'"{cut}"'
