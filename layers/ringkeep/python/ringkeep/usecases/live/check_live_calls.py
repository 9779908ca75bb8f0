"""Asks RingCentral about calls without recent events, and reads presence when no events arrive.

Events get lost. Without this check, a call whose last event was lost would stay on the board.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.live.board import Board, OpenCall
from ringkeep.domain.live.calls import extensions_of
from ringkeep.domain.live.events import parse_session_answer
from ringkeep.domain.live.sessions import SessionKey, session_of_check
from ringkeep.errors import (
    BadRequest,
    Conflict,
    InvalidAnswer,
    ItemRefused,
    NoSlot,
    NotFound,
    RingCentralError,
    RingkeepError,
)
from ringkeep.usecases.live.ports import PresenceSource, TelephonySessions
from ringkeep.usecases.live.rows import LiveRows
from ringkeep.usecases.live.seed_board import BoardSeeder, SeedResult

_REQUEST_LIMIT = 20
"""Sessions requested in one run: half of what the rate limit's group allows per minute."""

_Found = Literal["postponed", "removed", "active", "ended", "not_found"]
_ASKED: Final = ("active", "ended", "not_found")


@dataclass(frozen=True)
class LiveCheckResult:
    """What one run did. `not_found`: sessions that RingCentral no longer has. `problem`: why some
    requests failed or were left out."""

    open_calls: int = 0
    asked: int = 0
    active: int = 0
    not_found: int = 0
    seeded: SeedResult | None = None
    stale: bool = False
    problem: RingkeepError | None = None


@dataclass(frozen=True)
class LiveCallCheck:
    """Runs once a minute for each service. Two runs at once are harmless: they only ask twice."""

    rows: LiveRows

    def run(
        self,
        account: AccountRef,
        sessions: TelephonySessions,
        presence: PresenceSource,
        deadline: float,
    ) -> LiveCheckResult:
        """Raises what the table raises. A refusal by RingCentral is reported in the result, and the
        next run asks again. `deadline` in epoch seconds."""
        open_calls = self.rows.table.open_calls(account)
        found, problem = self._ask_all(open_calls, sessions, deadline)
        asked = [what for what in found if what in _ASKED]
        if asked:
            self.rows.touch(account, self.rows.clock.now(), by_event=False)
        seeded, seed_problem = self._seed_if_silent(account, presence, deadline)
        board = BoardSeeder(self.rows).writer.update_stale(account)
        return LiveCheckResult(
            open_calls=len(open_calls),
            asked=len(asked),
            active=asked.count("active"),
            not_found=asked.count("not_found"),
            seeded=seeded,
            stale=board.stale,
            problem=problem or seed_problem,
        )

    def _ask_all(
        self, open_calls: Sequence[OpenCall], sessions: TelephonySessions, deadline: float
    ) -> tuple[list[_Found], RingkeepError | None]:
        """Checks the calls that are due, the most overdue first. Returns what was found for each and
        the last error. An error that concerns more than one call ends the run."""
        now = self.rows.clock.now()
        due = sorted((c for c in open_calls if c.ask_at <= now), key=lambda call: call.ask_at)
        found: list[_Found] = []
        problem: RingkeepError | None = None
        for call in due:
            if sum(what in _ASKED for what in found) >= _REQUEST_LIMIT:
                break
            try:
                found.append(self._check(call, sessions, deadline))
            except (BadRequest, InvalidAnswer, Conflict, ItemRefused) as error:
                self.rows.table.put_open_call(call.asked_again(now))
                problem = error
            except (RingCentralError, NoSlot) as error:
                return found, error
        return found, problem

    def _check(self, call: OpenCall, sessions: TelephonySessions, deadline: float) -> _Found:
        session = self.rows.table.session(_key(call))
        now = self.rows.clock.now()
        if session is not None and session.settled:
            self.rows.apply_session(session)  # announces its recordings if that failed earlier
            return self._remove(call)
        if session is None and call.extension_id and not self._presence_shows(call):
            return self._remove(call)
        if session is not None and call.postponed(session.last_update_at).ask_at > now:
            self.rows.table.put_open_call(call.postponed(session.last_update_at))
            return "postponed"
        return self._ask(call, sessions, deadline)

    def _remove(self, call: OpenCall) -> _Found:
        self.rows.table.remove_open_call(_key(call))
        return "removed"

    def _presence_shows(self, call: OpenCall) -> bool:
        user = self.rows.table.user(call.account, call.extension_id)
        return user is not None and call.telephony_session_id in user.sessions_without_events

    def _ask(self, call: OpenCall, sessions: TelephonySessions, deadline: float) -> _Found:
        at = self.rows.clock.now()
        try:
            answer = sessions.session(call.telephony_session_id, deadline)
            session_id, parties = parse_session_answer(answer)
        except NotFound:
            session_id, parties = "", ()
        except ValueError as problem:
            raise InvalidAnswer(str(problem)) from None
        reported = session_of_check(_key(call), session_id, parties, at)
        session = self.rows.apply_session(reported).session
        if session.settled:
            if call.extension_id and call.extension_id not in extensions_of(session):
                self.rows.end_call_of(session, call.extension_id)
            self._remove(call)
            return "ended" if parties else "not_found"
        self.rows.table.put_open_call(call.asked_again(at))
        return "active"

    def _seed_if_silent(
        self, account: AccountRef, presence: PresenceSource, deadline: float
    ) -> tuple[SeedResult | None, RingkeepError | None]:
        board = self.rows.table.board(account)
        board = board or Board(service=account.service, account_id=account.account_id)
        if not board.needs_presence(self.rows.clock.now()):
            return None, None
        try:
            return BoardSeeder(self.rows).seed(account, presence, deadline), None
        except (RingCentralError, NoSlot) as error:
            return None, error


def _key(call: OpenCall) -> SessionKey:
    return SessionKey(
        service=call.service,
        account_id=call.account_id,
        telephony_session_id=call.telephony_session_id,
    )
