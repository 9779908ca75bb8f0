"""Writes calls as records of the call log, as they are now."""

from __future__ import annotations

from datetime import datetime, timedelta

from simulator.accounts.account import Account
from simulator.clock import zulu
from simulator.recordings import odd_records
from simulator.recordings.calls import Call, Leg, Party, Recording

Json = dict[str, object]


class RecordWriter:
    def __init__(self, account: Account, base_url: str) -> None:
        self._now = account.clock.now()
        self._root = f"{base_url}/restapi/v1.0/account/{account.id}"

    def record(self, call: Call, detailed: bool) -> Json:
        record: Json = {
            "uri": f"{self._root}/call-log/{call.id}?view={'Detailed' if detailed else 'Simple'}",
            "id": call.id,
            "sessionId": call.session_id,
            "telephonySessionId": call.telephony_session_id,
            **self._common(call, call.legs[0].recording, call.extension_id),
            "startTime": zulu(call.start),
            "action": call.action,
            **self._span(call, call.start),
        }
        if call.short_recording:
            record["shortRecording"] = True
        if detailed:
            record["legs"] = [self._leg(call, leg) for leg in call.legs]
            record["lastModifiedTime"] = zulu(call.modified(self._now))
        return odd_records.applied(call.oddity, record)

    def _common(self, call: Call, recording: Recording | None, extension_id: int) -> Json:
        common: Json = {
            "type": call.type,
            "direction": call.direction_at(self._now),
            "from": _party(call.caller),
            "to": _party(call.callee),
            "extension": {
                "uri": f"{self._root}/extension/{extension_id}",
                "id": extension_id,
            },
            "transport": "PSTN",
            "internalType": "Local",
            "result": "In Progress" if call.in_progress(self._now) else call.result,
        }
        if recording is not None and recording.shown(self._now):
            common["recording"] = self._recording(recording)
        return common

    def _span(self, call: Call, start: datetime) -> Json:
        elapsed = max(timedelta(), min(self._now, call.end) - start)
        span: Json = {
            "duration": int(elapsed.total_seconds()),
            "durationMs": int(elapsed.total_seconds() * 1000),
        }
        if call.in_progress(self._now):
            span["finished"] = False
        return span

    def _leg(self, call: Call, leg: Leg) -> Json:
        start = call.start + timedelta(seconds=leg.offset_seconds)
        written = {
            **self._common(call, leg.recording, leg.extension_id or call.extension_id),
            "telephonySessionId": call.telephony_session_id,
            "startTime": zulu(start),
            "action": leg.action,
            "legType": leg.leg_type,
            **self._span(call, start),
        }
        return {**written, "master": True} if leg.master else written

    def _recording(self, recording: Recording) -> Json:
        return {
            "uri": f"{self._root}/recording/{recording.id}",
            "id": recording.id,
            "type": recording.type,
            "contentUri": f"{self._root}/recording/{recording.id}/content",
        }


def has_recording(call: Call, kind: str, now: datetime) -> bool:
    """Tells whether the call has a visible recording of this type, or of any type for "All"."""
    return any(r.shown(now) and kind in ("All", r.type) for r in call.recordings)


def _party(party: Party) -> Json:
    fields = {
        "phoneNumber": party.phone_number,
        "extensionId": None if party.extension_id is None else str(party.extension_id),
        "extensionNumber": party.extension_number,
        "name": party.name,
    }
    return {name: value for name, value in fields.items() if value is not None}
