"""Exports entries of the audit log. The export is in the log itself: the file leaves the system."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from ringkeep.domain.access.audit import ObjectRef
from ringkeep.domain.access.plain_text import without_controls
from ringkeep.usecases.access.changes import Changes
from ringkeep.usecases.access.ports import PeopleWrite
from ringkeep.usecases.access.requests import ChangeRequest, current_actor
from ringkeep.usecases.access.search_audit import AuditPage, AuditSearch, SearchAudit

ACTION: Final = "audit.export"


@dataclass(frozen=True)
class ExportAudit:
    changes: Changes
    search: SearchAudit

    def __call__(
        self, search: AuditSearch, request: ChangeRequest, cursor: str = "", *, most: int
    ) -> AuditPage:
        """Returns up to `most` entries before the cursor. Every page is audited, with what was searched for.
        Raises CursorInvalid and NoLongerActive."""
        page = self.search(search, cursor, most, most_read=most)
        store = self.changes.store
        actor = current_actor(request, store, store.profiles())
        wanted = {name: _plain(value) for name, value in asdict(search).items() if value}
        object_ = ObjectRef(kind="audit_export")
        entry = self.changes.entry(request, actor, ACTION, object_, None, wanted)
        store.write(PeopleWrite(audit=(entry,)))
        return page


def _plain(value: str | float) -> str | float:
    """What someone searched for may be any text, and must not look like another one in the log."""
    return without_controls(value) if isinstance(value, str) else value
