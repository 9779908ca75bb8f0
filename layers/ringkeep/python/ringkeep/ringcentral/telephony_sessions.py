"""A call that goes on, as RingCentral tells it when asked. Source: the API document's call control."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.state import LIGHT
from ringkeep.ringcentral.client import ACCOUNT_PATH, RingCentralClient, one_segment
from ringkeep.ringcentral.http.requester import Operation

SESSION: Final = Operation("telephony-session", LIGHT)


class LiveSessions:
    """The TelephonySessions port: one light request a session."""

    def __init__(self, client: RingCentralClient) -> None:
        self._client = client

    def session(self, telephony_session_id: str, deadline: float) -> JsonObject:
        """Raises NotFound once the call is over, NoSlot, PermissionMissing, BadRequest."""
        address = f"{ACCOUNT_PATH}/telephony/sessions/{one_segment(telephony_session_id)}"
        return self._client.get(SESSION, address, deadline)
