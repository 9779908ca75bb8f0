"""Reads a live call session. Source: RingCentral's API reference, call control."""

from __future__ import annotations

from typing import Final

from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.state import LIGHT
from ringkeep.ringcentral.client import ACCOUNT_PATH, RingCentralClient, path_segment
from ringkeep.ringcentral.http.requester import Operation

SESSION: Final = Operation("telephony-session", LIGHT)


class LiveSessions:
    """The TelephonySessions port. Each session is one Light request."""

    def __init__(self, client: RingCentralClient) -> None:
        self._client = client

    def session(self, telephony_session_id: str, deadline: float) -> JsonObject:
        """Raises NotFound after the end of the call, NoSlot, PermissionMissing, BadRequest."""
        address = f"{ACCOUNT_PATH}/telephony/sessions/{path_segment(telephony_session_id)}"
        return self._client.get(SESSION, address, deadline)
