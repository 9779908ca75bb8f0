"""What is wrong with a scorecard or with answers: sentences, each with the place of the mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ringkeep.errors import RingkeepError

_SHOWN_LENGTH: Final = 60
MOST_SHOWN: Final = 50


@dataclass(frozen=True)
class Problem:
    """`path` is the place in the file, such as `sections.0.items.2.weight`, empty for the whole."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


class Level(StrEnum):
    ERROR = "error"
    """The scorecard cannot become active."""
    WARNING = "warning"


@dataclass(frozen=True)
class Finding(Problem):
    """`ref` is the reference id of the section or question, empty for the whole scorecard."""

    ref: str = ""
    level: Level = Level.ERROR


class ScorecardRefused(RingkeepError):
    """A scorecard, a file or answers with mistakes."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(map(str, self.problems[:MOST_SHOWN])))


def refused(sentence: str, path: str = "") -> ScorecardRefused:
    return ScorecardRefused([Problem(path, sentence)])


def shown(name: object) -> str:
    """A name from the input: printable, and short enough for a message."""
    text = str(name)
    text = text if text.isprintable() else repr(text)[1:-1]
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}..."


def named(ref: object) -> str:
    return f"'{shown(ref)}'"
