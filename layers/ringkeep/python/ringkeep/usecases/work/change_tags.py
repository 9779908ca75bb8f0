"""Adds tags to a recording and removes them, with an audit entry. Two people who tag at the same moment both
succeed: a change says what to add and what to remove, not what is to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.audited_requests import PersonRequest
from ringkeep.domain.recordings.recordings import Recording, RecordingKey
from ringkeep.domain.search.documents import tag_value
from ringkeep.domain.work.recording_work import RecordingWork, require_not_erased
from ringkeep.domain.work.tags import MOST_NAMES, TagChange, changed_tags
from ringkeep.errors import RingkeepError
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_transaction
from ringkeep.usecases.work.audit import WorkEntries
from ringkeep.usecases.work.ports import RecordingWorkStore, TagNames, WorkWrite

_MOST_REMEMBERED: Final = 20_000


@dataclass(frozen=True)
class ChangeTags:
    store: RecordingWorkStore
    tag_names: TagNames
    entries: WorkEntries
    clock: Clock
    _remembered: set[tuple[str, str, str]] = field(default_factory=set)
    """Names that were written already: fifty recordings are tagged together with the same ones."""

    def __call__(self, author: PersonRequest, row: Recording, change: TagChange) -> tuple[str, ...]:
        """Returns the tags that the recording then has. Raises a Refusal."""
        require_not_erased(row)
        tags = retry_transaction(self.clock, lambda: self._attempt(author, row.key, change))
        self._remember(author, row.key, tags, change)
        return tags

    def _attempt(
        self, author: PersonRequest, key: RecordingKey, change: TagChange
    ) -> tuple[str, ...]:
        before = self.store.work(key)
        tags = changed_tags(before.tags, change)
        if tags == before.tags:
            return tags
        entry = self.entries(
            author, "tags.change", key, {"tags": list(before.tags)}, {"tags": list(tags)}
        )
        self.store.write_work(key, _write(before, tags, entry))
        return tags

    def _remember(
        self, author: PersonRequest, key: RecordingKey, tags: Sequence[str], change: TagChange
    ) -> None:
        """A name that is not remembered is only missing where it could be completed."""
        user_id = author.principal.user_id
        given = {(key.service, user_id, each) for each in tags if tag_value(each) in change.add}
        new = sorted(given - self._remembered)
        try:
            if new:
                self.tag_names.remember(key.service, user_id, [name for _, _, name in new])
        except RingkeepError:
            return
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered.update(new)


def _write(before: RecordingWork, tags: tuple[str, ...], entry: AuditEntry) -> WorkWrite:
    old, new = ({tag_value(each): each for each in names} for names in (before.tags, tags))
    return WorkWrite(
        entry,
        before.next(tags=tags),
        tags_added=[new[value] for value in new.keys() - old.keys()],
        tags_removed=[old[value] for value in old.keys() - new.keys()],
    )


@dataclass(frozen=True)
class ReadTagNames:
    """The names of tags for completion. Someone who does not see every recording gets only names that they
    have given themselves, in use or not: the others, and whether one is in use, may say something about a
    call that they may not see."""

    tag_names: TagNames

    def __call__(self, author: PersonRequest, service: str) -> Sequence[str]:
        if author.principal.sight.everyone:
            return self.tag_names.names(service, MOST_NAMES)
        return self.tag_names.names_of(service, author.principal.user_id, MOST_NAMES)
