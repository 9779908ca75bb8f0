"""Spoken conversations in a folder: made once, then read.

library = Library.read(folder)
made = library.choose(chance, extension="112", longest=60)
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from math import inf
from pathlib import Path
from typing import Final, NamedTuple

from simulator.dialogues.speech import Utterance

MANIFEST: Final = "made.json"
FOLDER: Final = Path(__file__).parents[2] / ".local" / "dialogues"
"""Where they are by default: not in the repository."""
_NEAREST: Final = 4


class Made(NamedTuple):
    """A spoken conversation. `file` is its MP3, `extension` the agent's number."""

    name: str
    topic: str
    title: str
    team: str
    extension: str
    customer: str
    outbound: bool
    channels: int
    file: str
    seconds: float
    utterances: tuple[Utterance, ...]


class Library:
    def __init__(self, made: Iterable[Made] = ()) -> None:
        self.made: Sequence[Made] = tuple(made)
        self._by_file = {each.file: each for each in self.made}

    def __bool__(self) -> bool:
        return bool(self.made)

    @classmethod
    def read(cls, folder: Path) -> Library:
        """Returns an empty library if the folder has none."""
        try:
            listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["made"]
        except FileNotFoundError:
            return cls()
        return cls(_made(folder, each) for each in listed)

    def of_file(self, file: str) -> Made | None:
        return self._by_file.get(file)

    def choose(
        self, chance: random.Random, extension: str | None, outbound: bool, longest: float = inf
    ) -> Made:
        """Returns one that this agent speaks, if there is one."""
        short = [each for each in self.made if each.seconds <= longest] or self.made
        fitting = [each for each in short if each.outbound == outbound] or short
        own = [each for each in fitting if each.extension == extension]
        return chance.choice(own or fitting)

    def near(self, chance: random.Random, seconds: float) -> Made:
        """Returns one of those whose length comes nearest."""
        nearest = sorted(self.made, key=lambda each: abs(each.seconds - seconds))
        return chance.choice(nearest[:_NEAREST])


def _made(folder: Path, written: dict[str, object]) -> Made:
    fields = {**written, "file": str(folder.resolve() / str(written["file"]))}
    spoken = written["utterances"]
    assert isinstance(spoken, list)
    return Made(**{**fields, "utterances": tuple(Utterance(*each) for each in spoken)})  # type: ignore[arg-type]
