"""The texts of the conversations: skeletons with places for names, things and amounts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

TEXTS: Final = Path(__file__).parent / "texts"
Speaker = Literal["A", "C"]
"""The agent, the customer."""
AGENT: Final[Speaker] = "A"
CUSTOMER: Final[Speaker] = "C"
_PHRASES: Final = "phrases"


class Line(NamedTuple):
    speaker: Speaker
    text: str


class Block(NamedTuple):
    """Some lines under a heading."""

    heading: str
    lines: tuple[Line, ...]


class Skeleton(NamedTuple):
    """What a call is about. `topic` is the name of its file, `team` the team that takes such calls."""

    topic: str
    title: str
    team: str
    lines: tuple[Line, ...]

    @property
    def by_agent(self) -> bool:
        """Whether the agent begins, who called."""
        return self.lines[0].speaker == AGENT


@cache
def skeletons() -> tuple[Skeleton, ...]:
    topics = sorted(path.stem for path in TEXTS.glob("*.txt") if path.stem != _PHRASES)
    return tuple(_skeleton(topic, block) for topic in topics for block in _blocks(topic))


@cache
def phrases(heading: str) -> tuple[tuple[Line, ...], ...]:
    """Returns how people say something that occurs in every kind of call, such as `opening`."""
    return tuple(block.lines for block in _blocks(_PHRASES) if block.heading == heading)


def _skeleton(topic: str, block: Block) -> Skeleton:
    title, team = (part.strip() for part in block.heading.split("|"))
    return Skeleton(topic, title, team, block.lines)


def _blocks(name: str) -> Iterator[Block]:
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    for part in text.split("\n\n"):
        heading, *lines = part.strip().splitlines()
        yield Block(heading.removeprefix("# "), tuple(map(_line, lines)))


def _line(text: str) -> Line:
    speaker, _, words = text.partition(": ")
    if speaker not in (AGENT, CUSTOMER):
        raise ValueError(f"neither the agent nor the customer says {text!r}")
    return Line(speaker, words)
