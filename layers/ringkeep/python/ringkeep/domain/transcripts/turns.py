"""Divides spoken words into turns, and puts the turns of several channels into one order.

A turn ends where the speaker changes, where they pause, and where the other side speaks in a short pause.
Someone who speaks at the same time does not end a turn: both turns overlap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from ringkeep.domain.transcripts.transcripts import Turn, Word, joined

PAUSE: Final = 2.0
"""Seconds of silence after which the same speaker begins another turn."""
SHORT_PAUSE: Final = 0.3
"""Seconds of silence in which another speaker may take over."""


@dataclass(frozen=True)
class SpokenWord:
    """A word and who spoke it."""

    word: Word
    speaker: str
    channel: int | None = None

    def followed_by(self, punctuation: str) -> SpokenWord:
        if not punctuation:
            return self
        longer = self.word.model_copy(update={"text": self.word.text + punctuation})
        return replace(self, word=longer)


@dataclass(frozen=True)
class _Placed:
    """A word with times: one that has none stands where the word before it ended."""

    spoken: SpokenWord
    start: float
    end: float


def turns_of(lanes: Sequence[Sequence[SpokenWord]], language: str) -> tuple[Turn, ...]:
    """Returns the turns of all channels in the order of their beginnings."""
    placed = [list(_placed(lane)) for lane in lanes]
    turns: list[Turn] = []
    for place, lane in enumerate(placed):
        others = (each for other, words in enumerate(placed) if other != place for each in words)
        starts = sorted(each.start for each in others)
        turns += [_turn(words, language) for words in _divided(lane, starts)]
    return tuple(sorted(turns, key=lambda turn: (turn.start, turn.channel or 0)))


def _placed(lane: Sequence[SpokenWord]) -> Iterator[_Placed]:
    """Times never run backwards: a word that says so stands where the word before it began."""
    last_start, last_end = 0.0, 0.0
    for each in lane:
        start = each.word.start if each.word.start is not None else last_end
        start = max(start, last_start)
        end = max(start, each.word.end if each.word.end is not None else start)
        yield _Placed(each, start, end)
        last_start, last_end = start, end


def _divided(lane: Sequence[_Placed], others: Sequence[float]) -> Iterator[list[_Placed]]:
    if not lane:
        return
    current = [lane[0]]
    for before, after in pairwise(lane):
        if _breaks(before, after, others):
            yield current
            current = []
        current.append(after)
    yield current


def _breaks(before: _Placed, after: _Placed, others: Sequence[float]) -> bool:
    silence = after.start - before.end
    if before.spoken.speaker != after.spoken.speaker or silence >= PAUSE:
        return True
    if silence < SHORT_PAUSE:
        return False
    place = bisect_left(others, before.end)
    return place < len(others) and others[place] < after.start


def _turn(words: Sequence[_Placed], language: str) -> Turn:
    first = words[0].spoken
    spoken = tuple(each.spoken.word for each in words)
    return Turn(
        speaker=first.speaker,
        channel=first.channel,
        start=words[0].start,
        end=max(each.end for each in words),
        text=joined((word.text for word in spoken), language),
        words=spoken,
    )
