"""Events with one party each, as RingCentral delivers them, for tests that post them to the webhook."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from ringkeep.domain.json import JsonValue

CALLER = "+16505550199"


@dataclass
class LiveCall:
    """One inbound call to one extension. Each method returns its next event."""

    account_id: str
    extension_id: str
    session_id: str = field(default_factory=lambda: f"s-{uuid.uuid4().hex}")
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    recording_id: str = ""
    _sequence: count[int] = field(default_factory=lambda: count(1))

    def ring(self) -> str:
        return self._event("Proceeding")

    def answer(self) -> str:
        return self._event("Answered", recording=True)

    def hold(self) -> str:
        return self._event("Hold", recording=True)

    def unhold(self) -> str:
        return self._event("Answered", recording=True)

    def end(self) -> str:
        return self._event("Disconnected")

    def _event(self, code: str, *, recording: bool = False) -> str:
        sequence = next(self._sequence)
        at = (self.began_at + timedelta(milliseconds=sequence)).isoformat(timespec="milliseconds")
        account = f"/restapi/v1.0/account/{self.account_id}"
        return json.dumps(
            {
                "uuid": str(uuid.uuid4()),
                "event": f"{account}/extension/{self.extension_id}/telephony/sessions",
                "timestamp": at,
                "subscriptionId": "subscription",
                "ownerId": self.extension_id,
                "body": {
                    "sequence": sequence,
                    "sessionId": self.session_id.removeprefix("s-"),
                    "telephonySessionId": self.session_id,
                    "serverId": "server",
                    "eventTime": at,
                    "origin": {"type": "Call"},
                    "parties": [self._party(code, recording)],
                },
            }
        )

    def _party(self, code: str, recording: bool) -> dict[str, JsonValue]:
        party: dict[str, JsonValue] = {
            "accountId": self.account_id,
            "extensionId": self.extension_id,
            "id": f"p-{self.session_id.removeprefix('s-')}-1",
            "direction": "Inbound",
            "from": {"phoneNumber": CALLER, "name": "Carla Caller"},
            "to": {"phoneNumber": "+16505550100", "extensionId": self.extension_id},
            "status": {"code": code},
            "missedCall": False,
            "muted": False,
        }
        if self.recording_id:
            party["recordings"] = [{"id": self.recording_id, "active": recording}]
        return party
