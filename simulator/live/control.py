"""The simulator's own interface to live calls, presence, subscriptions and deliveries."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.clock import zulu
from simulator.directory.extensions import Extension
from simulator.events.deliveries import DeliveryOptions
from simulator.events.subscriptions import Subscription, parse_filter
from simulator.http.control_routes import route
from simulator.live.call import LiveCall, LivePlan
from simulator.live.events import Event
from simulator.live.model import End, Line, LiveParty, LiveSession
from simulator.live.traffic import Burst
from simulator.live.wiring import Live

Json = dict[str, Any]
_TIMES = {"ring_seconds": "ring", "talk_seconds": "talk", "hold_seconds": "hold"}
_PLAIN = ("recorded", "recording_type", "kept", "session_id", "by_hand")


class LiveControl:
    """Whoever asks sees what is due by then: every request first plays the timeline."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def routes(self) -> list[Route]:
        return [
            route("GET", "subscriptions", self._subscriptions),
            route("POST", "subscriptions/{subscription_id}/{how}", self._kill),
            route("GET", "delivery-options", self._delivery_options),
            route("POST", "delivery-options", self._set_delivery_options),
            route("POST", "events", self._publish),
            route("GET", "live/calls", self._calls),
            route("POST", "live/calls", self._start),
            route("GET", "live/calls/{call_id}", self._call),
            route("POST", "live/calls/{call_id}/step", self._step),
            route("POST", "live/end-all", self._end_all),
            route("GET", "live/state", self._state),
            route("POST", "live/presence/{extension_id}", self._presence),
            route("GET", "live/traffic", self._traffic),
            route("POST", "live/traffic", self._set_traffic),
            route("POST", "live/bursts", self._start_burst),
            route("GET", "live/bursts/{burst_id}", self._burst),
            route("POST", "extensions", self._add_extension),
            route("POST", "extensions/{extension_id}", self._change_extension),
            route("POST", "extensions/{extension_id}/delete", self._remove_extension),
        ]

    def _subscriptions(self, _request: Request, _body: Json) -> Response:
        return self._rows(self._live.subscriptions.all())

    def _kill(self, request: Request, body: Json) -> Response:
        """Blacklists, expires or deletes one subscription, or all of them."""
        store, now = self._live.subscriptions, self._live.account.clock.now()
        asked, how = request.path_params["subscription_id"], request.path_params["how"]
        chosen = store.all() if asked == "all" else [store.get(asked)]
        for each in chosen:
            if how == "blacklist":
                each.blacklist(now, str(body.get("reason", "Blacklisted by hand")))
            elif how == "expire":
                each.expires_at = now
            elif how == "delete":
                store.remove(each.id)
            else:
                raise KeyError(how)
        return self._rows(chosen)

    def _rows(self, subscriptions: list[Subscription]) -> Response:
        now = self._live.account.clock.now()
        rows = [subscription_row(each, each.status(now)) for each in subscriptions]
        return JSONResponse({"pending": self._live.deliverer.pending, "subscriptions": rows})

    def _delivery_options(self, _request: Request, _body: Json) -> Response:
        return JSONResponse(asdict(self._live.deliverer.options))

    def _set_delivery_options(self, request: Request, body: Json) -> Response:
        options = self._live.deliverer.options
        kinds = {each.name: type(getattr(options, each.name)) for each in fields(DeliveryOptions)}
        for name, value in body.items():
            setattr(options, name, kinds[name](value))
        return self._delivery_options(request, {})

    def _publish(self, _request: Request, body: Json) -> Response:
        notifier = self._live.notifier
        if "text" in body:
            return JSONResponse({"deliveries": notifier.publish_text(str(body["text"]))})
        event = self._event(str(body["event"]), dict(body["body"]))
        with self._live.timeline.lock:
            return JSONResponse({"deliveries": notifier.publish(event)})

    def _event(self, path: str, body: Json) -> Event:
        """The path of an event says of which kind it is."""
        account = self._live.account
        like = parse_filter(path, account.id, 0)
        order_key = str(body.get("telephonySessionId", path))
        return Event(like.kind, path.partition("?")[0], like.extension_id, body, order_key)

    def _calls(self, _request: Request, _body: Json) -> Response:
        return JSONResponse([self._call_row(each) for each in self._known_calls()])

    def _known_calls(self) -> list[LiveCall]:
        self._live.timeline.play()
        with self._live.timeline.lock:
            return list(self._live.calls.calls.values())

    def _start(self, _request: Request, body: Json) -> Response:
        self._live.timeline.play()
        call = self._live.calls.start(self._plan(body))
        return JSONResponse(self._call_row(call), 201)

    def _plan(self, body: Json) -> LivePlan:
        single = [body["extension_id"]] if "extension_id" in body else []
        settings: Json = {_TIMES[name]: float(body[name]) for name in _TIMES if name in body}
        settings |= {name: body[name] for name in _PLAIN if name in body}
        caller = body.get("caller")
        return self._live.planner.plan(
            str(body.get("kind", "direct")),
            [int(each) for each in body.get("extension_ids", single)],
            queue_id=int(body["queue_id"]) if "queue_id" in body else None,
            caller=End(caller.get("number"), caller.get("name")) if caller else None,
            **settings,
        )

    def _call(self, request: Request, _body: Json) -> Response:
        self._live.timeline.play()
        return JSONResponse(self._call_row(self._live.calls.calls[request.path_params["call_id"]]))

    def _step(self, request: Request, body: Json) -> Response:
        self._live.timeline.play()
        who = self._extension(body["extension_id"]) if "extension_id" in body else None
        call_id = request.path_params["call_id"]
        return JSONResponse(
            self._call_row(self._live.calls.step(call_id, str(body["action"]), who))
        )

    def _end_all(self, _request: Request, _body: Json) -> Response:
        return JSONResponse({"ended": self._live.calls.end_all()})

    def _call_row(self, call: LiveCall) -> Json:
        with self._live.timeline.lock:
            records = self._live.board.records
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
            state = {"as_of": zulu(live.timeline.now), "sessions": len(live.board.sessions)}
        return JSONResponse({**state, "extensions": rows})

    def _extension_row(self, extension: Extension) -> Json:
        book = self._live.presence
        presence = book.of(extension.id)
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
            "calls": [_line_row(line) for line in self._live.board.lines_of(extension.id)],
        }

    def _presence(self, request: Request, body: Json) -> Response:
        extension = self._extension(request.path_params["extension_id"])
        self._live.presence.set_by_hand(
            extension.id, **{name: str(value) for name, value in body.items()}
        )
        return JSONResponse(self._extension_row(extension))

    def _traffic(self, _request: Request, _body: Json) -> Response:
        traffic = self._live.traffic
        rate, started = traffic.calls_per_minute, traffic.started
        return JSONResponse({"calls_per_minute": rate, "started": started})

    def _set_traffic(self, request: Request, body: Json) -> Response:
        self._live.traffic.set_rate(float(body["calls_per_minute"]))
        return self._traffic(request, {})

    def _start_burst(self, _request: Request, body: Json) -> Response:
        rate, seconds = float(body["events_per_second"]), float(body["seconds"])
        burst = self._live.bursts.start(rate, seconds, str(body.get("end", "as_is")))
        return JSONResponse(self._burst_row(burst), 201)

    def _burst(self, request: Request, _body: Json) -> Response:
        self._live.timeline.play()
        return JSONResponse(
            self._burst_row(self._live.bursts.bursts[request.path_params["burst_id"]])
        )

    def _burst_row(self, burst: Burst) -> Json:
        return {
            "burst_id": burst.id,
            "running": burst.ended_at is None,
            "events": burst.events,
            "telephony_events": burst.telephony_events,
            "presence_events": burst.presence_events,
            "elapsed_seconds": self._live.bursts.elapsed(burst),
        }

    def _add_extension(self, _request: Request, body: Json) -> Response:
        account = self._live.account
        extension_id = int(body.get("id", max(account.extensions, default=62_001_000) + 1))
        settings = {name: body[name] for name in ("type", "status", "department") if name in body}
        made = Extension(extension_id, str(body["name"]), body.get("number"), **settings)
        return _extension_answer(account.add_extension(made), 201)

    def _change_extension(self, request: Request, body: Json) -> Response:
        extension_id = int(request.path_params["extension_id"])
        return _extension_answer(self._live.account.change_extension(extension_id, **body))

    def _remove_extension(self, request: Request, _body: Json) -> Response:
        extension_id = int(request.path_params["extension_id"])
        return _extension_answer(self._live.account.remove_extension(extension_id))

    def _extension(self, asked: object) -> Extension:
        return self._live.account.extensions[int(str(asked))]


_COUNTS = ("matched", "lost", "sent", "delivered", "failed", "repeated", "dropped")


def subscription_row(subscription: Subscription, status: str) -> Json:
    last = subscription.last_delivered_at
    return {
        "id": subscription.id,
        "status": status,
        "address": subscription.address,
        "event_filters": [each.text for each in subscription.filters],
        "disabled_filters": [each.text for each, _ in subscription.disabled],
        "owner_id": subscription.owner_id,
        "created_at": zulu(subscription.created_at),
        "expires_at": zulu(subscription.expires_at),
        "blacklisted_reason": subscription.blacklist_reason,
        "failures_in_a_row": subscription.failures_in_a_row,
        "counts": {name: subscription.counts[name] for name in _COUNTS},
        "last_delivered_at": None if last is None else zulu(last),
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
        "recordings": [{"id": each.id, "active": each.active} for each in party.recordings],
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


def _extension_answer(extension: Extension, status: int = 200) -> Response:
    return JSONResponse({**asdict(extension), "id": str(extension.id)}, status)
