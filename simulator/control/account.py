"""Control of the account: statistics, the expected recordings, options and faults."""

from __future__ import annotations

from dataclasses import fields

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.accounts.account import Account, Options
from simulator.clock import zulu
from simulator.control.routing import Json, route
from simulator.http.fault_queue import Fault, FaultKind
from simulator.recordings.calls import Call, Recording


class AccountControl:
    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[Route]:
        return [
            route("GET", "statistics", self._statistics),
            route("GET", "recordings", self._recordings),
            route("GET", "recordings/{recording_id}/content", self._audio_bytes),
            route("POST", "faults", self._add_fault),
            route("POST", "options", self._set_options),
        ]

    def _statistics(self, _request: Request, _body: Json) -> Response:
        return JSONResponse(self._account.statistics.as_json())

    def _recordings(self, _request: Request, _body: Json) -> Response:
        """Lists all recordings, then the calls that were too short to be recorded."""
        rows = [self._row(each) for each in list(self._account.recordings.values())]
        calls = list(self._account.calls.values())
        rows += [_short_row(call) for call in calls if call.short_recording]
        return JSONResponse(rows)

    def _audio_bytes(self, request: Request, _body: Json) -> Response:
        recording = self._account.recordings[request.path_params["recording_id"]]
        return Response(recording.audio_bytes(), media_type=recording.content_type)

    def _add_fault(self, _request: Request, body: Json) -> Response:
        key = str(body["recording_id"] if "recording_id" in body else body["operation"])
        fault = Fault(FaultKind(body["kind"]), int(body.get("times", 1)), body.get("retry_after"))
        self._account.fail(key, fault)
        return JSONResponse({"key": key}, 201)

    def _set_options(self, _request: Request, body: Json) -> Response:
        names = {each.name for each in fields(Options)} - {"limits"}
        for name, value in body.items():
            if name not in names:
                raise KeyError(name)
            setattr(self._account.options, name, tuple(value) if name == "scopes" else value)
        return JSONResponse(body)

    def _row(self, recording: Recording) -> Json:
        digest, size = self._account.digest(recording)
        return {
            "id": recording.id,
            "call_id": recording.call_id,
            "sha256": digest,
            "size": size,
            "content_type": recording.content_type,
            "type": recording.type,
            "fate": recording.fate,
            "trouble": recording.trouble,
            "ready_at": zulu(recording.ready_at),
        }


def _short_row(call: Call) -> Json:
    return {
        "id": None,
        "call_id": call.id,
        "sha256": None,
        "size": 0,
        "content_type": None,
        "type": "Automatic",
        "fate": "short",
        "trouble": "",
        "ready_at": None,
    }
