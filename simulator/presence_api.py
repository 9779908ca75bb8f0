"""The presence of the account and of one extension, and a telephony session as it is now."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from simulator import pipeline
from simulator.clock import zulu
from simulator.errors import invalid, not_found
from simulator.live_events import session_answer
from simulator.live_model import Line
from simulator.model import Extension
from simulator.paging import navigation, page_of, paging
from simulator.presence import PresenceBook
from simulator.switchboard import Switchboard

Json = dict[str, Any]
_SETTABLE = {"userStatus": "user_status", "dndStatus": "dnd_status", "message": "message"}


class PresenceApi:
    """Every answer first plays what is due, so that it agrees with the clock."""

    def __init__(self, board: Switchboard, presence: PresenceBook) -> None:
        self._board = board
        self._presence = presence

    def of_account(self, call: pipeline.Call) -> Response:
        page = page_of(call.request.query_params)
        people = [e for e in call.account.extensions.values() if e.status != "Unassigned"]
        shown = people[page.start : page.stop]
        numbers = paging(page, len(shown), len(people))
        root = _root(call)
        more = len(people) > page.stop
        links = navigation(
            f"{root}/presence", call.query_items, page, more=more, last=numbers["totalPages"]
        )
        return JSONResponse(
            {
                "uri": f"{root}/presence?page={page.number}&perPage={page.size}",
                "records": self._records(call, shown),
                "navigation": links,
                "paging": numbers,
            }
        )

    def of_extension(self, call: pipeline.Call) -> Response:
        return JSONResponse(self._records(call, [_asked(call)])[0])

    def change(self, call: pipeline.Call) -> Response:
        extension, body = _asked(call), call.json
        changes = {_SETTABLE[name]: str(body[name]) for name in _SETTABLE if name in body}
        try:
            self._presence.set_by_hand(extension.id, **changes)
        except ValueError as problem:
            raise invalid("userStatus", str(problem)) from None
        return self.of_extension(call)

    def session(self, call: pipeline.Call) -> Response:
        """A session that is over is not known any more."""
        timeline = self._board.timeline
        timeline.play()
        with timeline.lock:
            found = self._board.sessions.get(call.request.path_params["telephony_session_id"])
            if found is None or not found.sequence:
                raise not_found("telephony session")
            told = [Line(found, party) for party in found.parties if party.code]
            began = zulu(found.began_at)
            return JSONResponse(session_answer(call.account.id, told, found.origin, began))

    def _records(self, call: pipeline.Call, extensions: list[Extension]) -> list[Json]:
        timeline = self._board.timeline
        detailed = call.request.query_params.get("detailedTelephonyState", "").lower() == "true"
        timeline.play()
        with timeline.lock:
            return [self._presence.record(each, _root(call), detailed) for each in extensions]


def _root(call: pipeline.Call) -> str:
    return f"{call.base_url}/restapi/v1.0/account/{call.account.id}"


def _asked(call: pipeline.Call) -> Extension:
    asked = call.request.path_params["extension_id"]
    if asked == "~":
        asked = str(call.user.extension_id)
    found = call.account.extensions.get(int(asked)) if asked.isdecimal() else None
    if found is None:
        raise not_found("extension")
    return found
