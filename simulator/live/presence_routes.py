"""The API operations for the account's presence and for one telephony session."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from simulator.clock import zulu
from simulator.http.errors import not_found
from simulator.http.operations import ApiRequest
from simulator.http.paging import navigation, page_of, paging
from simulator.live.events import session_answer
from simulator.live.model import Line
from simulator.live.presence import PresenceBook
from simulator.live.switchboard import Switchboard


class PresenceApi:
    """Each request first plays what is due, so that the answer agrees with the clock."""

    def __init__(self, switchboard: Switchboard, presence: PresenceBook) -> None:
        self._switchboard = switchboard
        self._timeline = switchboard.timeline
        self._presence = presence

    def of_account(self, request: ApiRequest) -> Response:
        page = page_of(request.query)
        assigned = [e for e in request.account.extensions.values() if e.status != "Unassigned"]
        shown = assigned[page.start : page.stop]
        root, url = request.account_url, f"{request.account_url}/presence"
        detailed = request.query.get("detailedTelephonyState", "").lower() == "true"
        self._timeline.play()
        with self._timeline.lock:
            records = [self._presence.record(each, root, detailed) for each in shown]
        return JSONResponse(
            {
                "uri": f"{url}?page={page.number}&perPage={page.size}",
                "records": records,
                "navigation": navigation(url, request.query_items, page, total=len(assigned)),
                "paging": paging(page, len(shown), len(assigned)),
            }
        )

    def session(self, request: ApiRequest) -> Response:
        """Answers 404 once the session is over."""
        self._timeline.play()
        with self._timeline.lock:
            found = self._switchboard.sessions.get(request.path_param("session_id"))
            if found is None or not found.sequence:
                raise not_found("telephony session")
            published = [Line(found, party) for party in found.parties if party.code]
            began = zulu(found.began_at)
            return JSONResponse(session_answer(request.account.id, published, found.origin, began))
