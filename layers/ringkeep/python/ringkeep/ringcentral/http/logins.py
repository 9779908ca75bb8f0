"""Sends login requests under the app's login limit."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.accounts.tokens import Grant, TokenRecord
from ringkeep.domain.limits.slots import Lane, Slot
from ringkeep.domain.limits.state import AUTH, RateReport
from ringkeep.errors import LoginFailed, RateLimited, RingCentralError, RingkeepError
from ringkeep.ringcentral.http.errors import login_error, waiting
from ringkeep.ringcentral.http.grants import (
    login_form,
    parse_grant,
    refresh_form,
    token_request,
    without_secrets,
)
from ringkeep.ringcentral.http.headers import asked_wait, for_limiter, rate_report
from ringkeep.ringcentral.http.limiter import Limiter, Queue
from ringkeep.ringcentral.http.transport import Response, Transport
from ringkeep.usecases.clock import Clock

_REFUSED = 300


@dataclass(frozen=True)
class Logins:
    limiter: Limiter
    clock: Clock
    transport: Transport

    def grant(
        self, connection: Connection, credentials: Credentials, record: TokenRecord, deadline: float
    ) -> Grant:
        """Logs in and returns the new token. `deadline` limits the wait for a slot.

        A login by JWT leaves the old token valid for the workers that use it. A refresh invalidates
        it at once, so it is used only in place of a password. Raises LoginFailed, Unavailable,
        RateLimited, InvalidAnswer, NoSlot, Busy.
        """
        refresh = record.refresh_token
        if credentials.jwt is None and refresh and self.clock.now() < record.refresh_expires_at:
            try:
                return self._send(connection, credentials, refresh_form(refresh), deadline)
            except LoginFailed:
                pass  # a refresh token is valid once, and another worker may have used it
        return self._send(connection, credentials, login_form(credentials), deadline)

    def _send(
        self,
        connection: Connection,
        credentials: Credentials,
        form: dict[str, str],
        deadline: float,
    ) -> Grant:
        queue = Queue(self.limiter, self.clock, connection)
        slot = queue.acquire(AUTH, Lane.FRESH, deadline)
        sent_at = self.clock.now()
        try:
            answer = self.transport.send(token_request(connection, form))
        except RingkeepError:
            self._report(connection, slot, RateReport(status=0, sent_at=sent_at))
            raise
        report = rate_report(answer.status, answer.headers, self.clock.now(), sent_at)
        self._report(connection, slot, report)
        if answer.status >= _REFUSED:
            inert = without_secrets(answer, connection, form)
            raise self._refusal(connection, credentials, inert, sent_at)
        return parse_grant(answer)

    def _report(self, connection: Connection, slot: Slot, report: RateReport) -> None:
        self.limiter.observe(connection, slot.user, for_limiter(report, AUTH, slot.ticket))

    def _refusal(
        self, connection: Connection, credentials: Credentials, answer: Response, sent_at: float
    ) -> RingCentralError:
        now, by_jwt = self.clock.now(), credentials.jwt is not None
        problem = login_error(answer.status, answer.headers, answer.body, now, by_jwt=by_jwt)
        if not isinstance(problem, RateLimited):
            return problem
        asked = now + asked_wait(answer.headers, now)
        until = self.limiter.close(connection, credentials.label, AUTH, asked, sent_at)
        return waiting(problem, until - now)
