"""The presence of the account and of one extension, and a telephony session as it is now."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

from simulator.clock import zulu
from simulator.directory.extensions import Extension
from simulator.http.errors import invalid, not_found
from simulator.http.operations import ApiRequest
from simulator.http.paging import navigation, page_of, paging
from simulator.live.events import session_answer
from simulator.live.model import Line
from simulator.live.presence import PresenceBook
from simulator.live.switchboard import Switchboard

Json = dict[str, Any]
_SETTABLE = {"userStatus": "user_status", "dndStatus": "dnd_status", "message": "message"}


class PresenceApi:
    """Every answer first plays what is due, so that it agrees with the clock."""

    def __init__(self, board: Switchboard, presence: PresenceBook) -> None:
        self._board = board
        self._presence = presence

    def of_account(self, request: ApiRequest) -> Response:
        page = page_of(request.query)
        people = [e for e in request.account.extensions.values() if e.status != "Unassigned"]
        shown = people[page.start : page.stop]
        numbers = paging(page, len(shown), len(people))
        root = request.account_url
        more = len(people) > page.stop
        links = navigation(
            f"{root}/presence", request.query_items, page, more=more, last=numbers["totalPages"]
        )
        return JSONResponse(
            {
                "uri": f"{root}/presence?page={page.number}&perPage={page.size}",
                "records": self._records(request, shown),
                "navigation": links,
                "paging": numbers,
            }
        )

    def of_extension(self, request: ApiRequest) -> Response:
        return JSONResponse(self._records(request, [request.extension()])[0])

    def change(self, request: ApiRequest) -> Response:
        extension, body = request.extension(), request.json
        changes = {_SETTABLE[name]: str(body[name]) for name in _SETTABLE if name in body}
        try:
            self._presence.set_by_hand(extension.id, **changes)
        except ValueError as problem:
            raise invalid("userStatus", str(problem)) from None
        return self.of_extension(request)

    def session(self, request: ApiRequest) -> Response:
        """A session that is over is not known any more."""
        timeline = self._board.timeline
        timeline.play()
        with timeline.lock:
            found = self._board.sessions.get(request.path_param("telephony_session_id"))
            if found is None or not found.sequence:
                raise not_found("telephony session")
            told = [Line(found, party) for party in found.parties if party.code]
            began = zulu(found.began_at)
            return JSONResponse(session_answer(request.account.id, told, found.origin, began))

    def _records(self, request: ApiRequest, extensions: list[Extension]) -> list[Json]:
        timeline = self._board.timeline
        detailed = request.query.get("detailedTelephonyState", "").lower() == "true"
        timeline.play()
        with timeline.lock:
            return [
                self._presence.record(each, request.account_url, detailed) for each in extensions
            ]
