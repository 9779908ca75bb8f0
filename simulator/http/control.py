"""The simulator's own interface, for tests, benchmarks and the laptop stack. Nothing is metered."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.accounts.account import Account, Options
from simulator.clock import zulu
from simulator.http.control_routes import Json, route
from simulator.http.faults import Fault, FaultKind
from simulator.recordings import audio
from simulator.recordings.calls import Call, Recording
from simulator.recordings.factory import CallFactory, CallPlan

_FIXED = {"session_cap", "limits"}  # read once, when the account is made


class Control:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._factory = CallFactory(account, seed=7919)

    def routes(self) -> list[Route]:
        return [
            route("GET", "statistics", self._statistics),
            route("GET", "recordings", self._recordings),
            route("GET", "recordings/{recording_id}/content", self._true_bytes),
            route("POST", "recordings/{recording_id}/delete", self._delete),
            route("POST", "recordings/{recording_id}/ready", self._ready),
            route("POST", "calls", self._add_call),
            route("POST", "calls/{call_id}/touch", self._touch),
            route("POST", "faults", self._fault),
            route("POST", "advance", self._advance),
            route("POST", "options", self._options),
            route("POST", "tokens/revoke", self._revoke_tokens),
            route("POST", "sync-tokens/stale", self._stale_tokens),
        ]

    def _statistics(self, _request: Request, _body: Json) -> Response:
        return JSONResponse(self._account.statistics.as_json())

    def _recordings(self, _request: Request, _body: Json) -> Response:
        """Every recording, and in the end the calls that were too short to have one."""
        rows = [self._row(each) for each in list(self._account.recordings.values())]
        calls = list(self._account.calls.values())
        rows += [_short_row(call) for call in calls if call.short_recording]
        return JSONResponse(rows)

    def _true_bytes(self, request: Request, _body: Json) -> Response:
        recording = self._account.recordings[request.path_params["recording_id"]]
        return Response(recording.true_bytes(), media_type=recording.content_type)

    def _delete(self, request: Request, _body: Json) -> Response:
        recording_id = request.path_params["recording_id"]
        self._account.delete_recording(recording_id)
        return JSONResponse(self._row(self._account.recordings[recording_id]))

    def _ready(self, request: Request, _body: Json) -> Response:
        recording_id = request.path_params["recording_id"]
        self._account.make_ready(recording_id)
        return JSONResponse(self._row(self._account.recordings[recording_id]))

    def _add_call(self, _request: Request, body: Json) -> Response:
        call = self._factory.make(self._plan(body))
        if "result" in body:
            call.result = str(body["result"])
        self._account.add_call(call)
        for recording in call.recordings:
            self._account.fail(recording.id, *[_fault(each) for each in body.get("faults", [])])
        return JSONResponse(
            {
                "call_id": call.id,
                "session_id": call.session_id,
                "telephony_session_id": call.telephony_session_id,
                "recordings": [self._row(each) for each in call.recordings],
            },
            201,
        )

    def _plan(self, body: Json) -> CallPlan:
        people = self._account.extensions
        extension_id = int(body.get("extension_id", next(iter(people))))
        content_type = body.get("content_type", audio.MP3)
        count = int(body.get("recordings", 1))
        samples = [self._factory.sample(content_type) for _ in range(count)]
        length = sum(audio.sample_seconds(sample) for sample in samples)
        ago = float(body.get("started_seconds_ago", length + 60))
        return CallPlan(
            start=self._account.clock.now() - timedelta(seconds=ago),
            extension=people[extension_id],
            direction=body.get("direction", "Inbound"),
            samples=samples,
            seconds=body.get("seconds"),
            recording_type=body.get("recording_type", "Automatic"),
            appears_in=body.get("appears_in"),
            ready_in=body.get("ready_in"),
            flips_in=body.get("flips_in"),
            session_id=body.get("session_id"),
            short_recording=bool(body.get("short_recording", False)),
            visible_at_once=bool(body.get("visible_at_once", True)),
        )

    def _touch(self, request: Request, body: Json) -> Response:
        """Changes fields of a call; its modification time becomes now."""
        call = self._account.calls[request.path_params["call_id"]]
        for name in ("result", "direction", "action"):
            if name in body:
                setattr(call, name, str(body[name]))
        self._account.touch(call.id)
        return JSONResponse({"call_id": call.id})

    def _fault(self, _request: Request, body: Json) -> Response:
        key = str(body["recording_id"] if "recording_id" in body else body["operation"])
        self._account.fail(key, _fault(body))
        return JSONResponse({"key": key}, 201)

    def _advance(self, _request: Request, body: Json) -> Response:
        self._account.clock.advance(float(body["seconds"]))
        return JSONResponse({"now": zulu(self._account.clock.now())})

    def _options(self, _request: Request, body: Json) -> Response:
        known = {each.name for each in fields(Options)} - _FIXED
        for name, value in body.items():
            if name not in known:
                raise KeyError(name)
            setattr(self._account.options, name, tuple(value) if name == "scopes" else value)
        return JSONResponse(body)

    def _revoke_tokens(self, _request: Request, _body: Json) -> Response:
        self._account.tokens.revoke_all()
        return JSONResponse({})

    def _stale_tokens(self, _request: Request, _body: Json) -> Response:
        self._account.stale_sync_tokens()
        return JSONResponse({})

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
            "ready_at": zulu(recording.ready_at),
        }


def _fault(body: Json) -> Fault:
    return Fault(
        FaultKind(body["kind"]),
        times=int(body.get("times", 1)),
        retry_after=body.get("retry_after"),
        penalty=bool(body.get("penalty", False)),
        location=body.get("location"),
    )


def _short_row(call: Call) -> Json:
    return {
        "id": None,
        "call_id": call.id,
        "sha256": None,
        "size": 0,
        "content_type": None,
        "type": "Automatic",
        "fate": "short",
        "ready_at": None,
    }
