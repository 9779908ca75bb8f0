"""A search: what someone typed and chose, before it is read from the index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ringkeep.domain.access.sight import Sight
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.keys import Field
from ringkeep.domain.search.query import QueryProblem, TextQuery, parse
from ringkeep.domain.search.tokens import SHORTEST_NUMBER, number_digits

LAST_MOMENT: Final = 4_000_000_000.0


class SearchRequest(Model):
    """The filters as they were given; empty or None for those that were not. Times are in seconds since
    the epoch: calls that began at `since` or later, and before `until`."""

    service: str = ""
    text: str = ""
    note: str = ""
    since: float | None = None
    until: float | None = None
    user: str = ""
    extension: str = ""
    number: str = ""
    state: RecordingState | None = None
    direction: str = ""
    queue: str = ""
    duration_from: int | None = None
    duration_to: int | None = None
    recording_type: str = ""
    tag: str = ""
    has_transcript: bool | None = None

    @property
    def needs_index(self) -> bool:
        """Whether there is a filter that the list of recordings does not have."""
        words = (
            self.text,
            self.note,
            self.user,
            self.extension,
            self.number,
            self.direction,
            self.queue,
        )
        others = (self.duration_from, self.duration_to, self.has_transcript)
        return any((*words, self.recording_type, self.tag)) or others != (None, None, None)

    def fingerprint(self, person: str) -> str:
        """Equal for the same search of the same person. It does not depend on the process."""
        content = f"{person}\n{self.model_dump_json()}"
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Search:
    """A request that was understood. `text` and `note` are None without words; `number` are digits. `user`
    is the sight of a user whose calls are searched."""

    request: SearchRequest
    text: TextQuery | None = None
    note: TextQuery | None = None
    number: str = ""
    user: Sight | None = None

    @property
    def since(self) -> float:
        return max(0.0, self.request.since or 0.0)

    @property
    def until(self) -> float:
        return LAST_MOMENT if self.request.until is None else max(0.0, self.request.until)

    @property
    def texts(self) -> tuple[tuple[Field, TextQuery], ...]:
        """Returns what is searched in words, with the field of its posting lists."""
        found = ((Field.WORD, self.text), (Field.NOTE, self.note))
        return tuple((field, text) for field, text in found if text is not None)

    def sights(self, viewer: Sight) -> tuple[Sight, ...]:
        """Returns what must see an extension of the call: the viewer, and the user who is searched."""
        wanted: Iterable[Sight | None] = (viewer, self.user)
        return tuple(each for each in wanted if each is not None and not each.everyone)


def understood(request: SearchRequest, user: Sight | None = None) -> Search:
    """Raises QueryProblem for a text, a number or a filter that cannot be searched."""
    if request.state is not None and request.state.open:
        raise QueryProblem(
            "recordings that are still to be imported are not in the index: they can be listed by time,"
            " service and state alone"
        )
    text = parse(request.text) if request.text else None
    note = parse(request.note) if request.note else None
    return Search(request, text, note, _number(request.number), user)


def _number(typed: str) -> str:
    if not typed:
        return ""
    digits = number_digits(typed)
    if len(digits) < SHORTEST_NUMBER:
        raise QueryProblem(
            f"a number needs at least {SHORTEST_NUMBER} digits, any part of it will do"
        )
    return digits
