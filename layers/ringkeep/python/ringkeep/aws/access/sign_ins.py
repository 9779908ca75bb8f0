"""Which sign-ins have an audit entry, in the people table. The first one ends an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ringkeep.aws.access.people_items import (
    audit_item,
    invitation_item,
    invitation_key,
    sign_in_key,
)
from ringkeep.aws.items import Item
from ringkeep.aws.table import Table
from ringkeep.aws.transactions import Put
from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.pool_tasks import Invitation, InvitationState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_IS_NEW: Final = "attribute_not_exists(pk)"


class DynamoSignIns:
    """The SignInLog port."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def is_recorded(self, session: str) -> bool:
        return self._table.get(sign_in_key(session), latest=False) is not None

    def record(self, session: str, entry: AuditEntry, expires_at: float) -> None:
        mark: Item = {**sign_in_key(session), "entry": entry.id, "ttl": int(expires_at)}
        signed_in = Invitation(state=InvitationState.SIGNED_IN, at=entry.at)
        invitation: Item = {**invitation_key(entry.object.id), **invitation_item(signed_in)}
        self._table.transact([Put(mark, _IS_NEW), Put(audit_item(entry), _IS_NEW), Put(invitation)])
