"""The function that copies audit entries from the people table's stream to a bucket of their own.

An entry is written once and never again. So a change or a deletion of one is not copied: it is counted, and
raises an alarm, because only someone with rights to the table itself can have made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ringkeep.domain.access.audit_search import is_entry_id, is_entry_key
from ringkeep.domain.json import JsonObject
from ringkeep.handlers.stream_records import NewImage, StreamPart
from ringkeep.observability import count, logger
from ringkeep.settings import CopyAuditSettings
from ringkeep.wiring.audit import audit_copies

if TYPE_CHECKING:
    from ringkeep.usecases.access.ports import AuditArchive


class _Text(StreamPart):
    text: str = Field(alias="S", default="")


class _Keys(StreamPart):
    pk: _Text
    sk: _Text


class _Change(NewImage):
    keys: _Keys = Field(alias="Keys")


class AuditRecord(StreamPart):
    """One change of an item in the audit log's partitions."""

    kind: Literal["INSERT", "MODIFY", "REMOVE"] = Field(alias="eventName")
    change: _Change = Field(alias="dynamodb")

    @property
    def entry_id(self) -> str:
        """Empty if the item has no id of an entry."""
        id_ = self.change.keys.sk.text
        return id_ if is_entry_id(id_) else ""

    @property
    def month(self) -> str:
        return self.change.keys.pk.text

    def entry(self) -> JsonObject | None:
        """Returns the content of a new entry. None if it is no new entry, or not in its month. The content
        is not validated: what a newer version wrote is copied as it is."""
        item = self.change.item()
        content = item.get("content")
        if self.kind != "INSERT" or not isinstance(content, dict):
            return None
        return content if is_entry_key(self.month, self.entry_id) else None


class AuditBatch(StreamPart):
    records: tuple[AuditRecord, ...] = Field(alias="Records")


@dataclass(frozen=True)
class CopyAudit:
    copies: AuditArchive

    def __call__(self, batch: AuditBatch, deadline: float) -> JsonObject:
        """Raises at the first entry that cannot be copied: Lambda then delivers a part of the batch again."""
        entries = [(record, record.entry()) for record in batch.records]
        altered = [record for record, entry in entries if entry is None]
        _report(altered)
        written = [
            self.copies.keep(record.entry_id, entry)
            for record, entry in entries
            if entry is not None
        ]
        count("AuditEntriesCopied", sum(written))
        return {"copied": sum(written), "known": written.count(False), "altered": len(altered)}


def copy_audit(settings: CopyAuditSettings) -> CopyAudit:
    return CopyAudit(audit_copies(settings))


def _report(altered: list[AuditRecord]) -> None:
    """Counted before anything is copied: an altered entry is reported even if the bucket fails."""
    for record in altered:
        extra = {"entry": record.entry_id, "change": record.kind}
        logger.error("an audit entry was altered", extra=extra)
    if altered:
        count("AuditEntriesAltered", len(altered))
