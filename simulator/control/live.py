"""Control of live calls: start, step and end calls, see their state, make traffic and bursts."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.clock import zulu
from simulator.control.routing import Json, route
from simulator.directory.extensions import Extension
from simulator.live.bursts import Burst
from simulator.live.call import LiveCall, LivePlan
from simulator.live.events import recording_body
from simulator.live.model import Line, LiveParty, LiveSession
from simulator.live.wiring import Live

_TIMES = {"ring_seconds": "ring", "talk_seconds": "talk", "hold_seconds": "hold"}
_SWITCHES = ("recorded", "by_hand")


class LiveControl:
    """Each request first plays what is due, so that the answer agrees with the clock."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def routes(self) -> list[Route]:
        return [
            route("POST", "live/calls", self._start),
            route("GET", "live/calls/{call_id}", self._call),
            route("POST", "live/calls/{call_id}/step", self._step),
            route("POST", "live/end-all", self._end_all),
            route("GET", "live/state", self._state),
            route("POST", "live/traffic", self._set_traffic),
            route("POST", "live/bursts", self._start_burst),
            route("GET", "live/bursts/{burst_id}", self._burst),
        ]

    def _start(self, _request: Request, body: Json) -> Response:
        self._live.timeline.play()
        call = self._live.calls.start(self._plan(body))
        return JSONResponse(self._call_row(call), 201)

    def _plan(self, body: Json) -> LivePlan:
        single = [body["extension_id"]] if "extension_id" in body else []
        settings: Json = {_TIMES[name]: float(body[name]) for name in _TIMES if name in body}
        settings |= {name: bool(body[name]) for name in _SWITCHES if name in body}
        users = [int(each) for each in body.get("extension_ids", single)]
        return self._live.planner.plan(str(body.get("kind", "direct")), users, **settings)

    def _call(self, request: Request, _body: Json) -> Response:
        self._live.timeline.play()
        return JSONResponse(self._call_row(self._live.calls.calls[request.path_params["call_id"]]))

    def _step(self, request: Request, body: Json) -> Response:
        self._live.timeline.play()
        call = self._live.calls.step(request.path_params["call_id"], str(body["action"]))
        return JSONResponse(self._call_row(call))

    def _end_all(self, _request: Request, _body: Json) -> Response:
        return JSONResponse({"ended": self._live.calls.end_all()})

    def _call_row(self, call: LiveCall) -> Json:
        with self._live.timeline.lock:
            records = self._live.switchboard.records
            recordings = [each.id for session in call.sessions for each in session.recordings]
            return {
                "call_id": call.id,
                "kind": call.plan.kind,
                "extension_ids": [str(each.id) for each in call.plan.users],
                "telephony_session_ids": [session.id for session in call.sessions],
                "session_ids": [session.session_id for session in call.sessions],
                "recording_ids": recordings,
                "record_ids": [records[each.id] for each in call.sessions if each.id in records],
                "over": call.over,
                "sessions": [_session_row(session) for session in call.sessions],
            }

    def _state(self, _request: Request, _body: Json) -> Response:
        live = self._live
        live.timeline.play()
        with live.timeline.lock:
            rows = [self._extension_row(each) for each in live.presence.phones()]
            sessions = len(live.switchboard.sessions)
            state = {"as_of": zulu(live.timeline.now), "sessions": sessions}
        return JSONResponse({**state, "extensions": rows})

    def _extension_row(self, extension: Extension) -> Json:
        book = self._live.presence
        presence = book.of(extension.id)
        lines = self._live.switchboard.lines_of(extension.id)
        return {
            "extension_id": str(extension.id),
            "name": extension.name,
            "type": extension.type,
            "status": book.status(extension.id),
            "telephony_status": book.telephony_status(extension.id),
            "presence_status": book.presence_status(extension.id),
            "user_status": presence.user_status,
            "dnd_status": presence.dnd_status,
            "sequence": presence.sequence,
            "calls": [_line_row(line) for line in lines],
        }

    def _set_traffic(self, _request: Request, body: Json) -> Response:
        traffic = self._live.traffic
        traffic.set_rate(float(body["calls_per_minute"]))
        return JSONResponse({"calls_per_minute": traffic.calls_per_minute})

    def _start_burst(self, _request: Request, body: Json) -> Response:
        rate, seconds = float(body["events_per_second"]), float(body["seconds"])
        return JSONResponse(self._burst_row(self._live.bursts.start(rate, seconds)), 201)

    def _burst(self, request: Request, _body: Json) -> Response:
        self._live.timeline.play()
        burst = self._live.bursts.bursts[request.path_params["burst_id"]]
        return JSONResponse(self._burst_row(burst))

    def _burst_row(self, burst: Burst) -> Json:
        return {
            "burst_id": burst.id,
            "running": burst.ended_at is None,
            "events": burst.events,
            "telephony_events": burst.telephony_events,
            "presence_events": burst.presence_events,
            "elapsed_seconds": self._live.bursts.elapsed(burst),
        }


def _session_row(session: LiveSession) -> Json:
    return {
        "telephony_session_id": session.id,
        "session_id": session.session_id,
        "sequence": session.sequence,
        "parties": [_party_row(party) for party in session.parties],
    }


def _party_row(party: LiveParty) -> Json:
    return {
        "id": party.id,
        "extension_id": None if party.extension is None else str(party.extension.id),
        "direction": party.direction,
        "code": party.code,
        "recordings": [recording_body(each) for each in party.recordings],
    }


def _line_row(line: Line) -> Json:
    party = line.party
    other = party.caller if party.direction == "Inbound" else party.callee
    return {
        "telephony_session_id": line.session.id,
        "session_id": line.session.session_id,
        "party_id": party.id,
        "code": party.code,
        "direction": party.direction,
        "number": other.number,
        "name": other.name,
        "queue": None if party.queue is None else party.queue.name,
        "recording": party.being_recorded,
    }
