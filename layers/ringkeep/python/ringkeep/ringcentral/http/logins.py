"""Sends login requests under the app's login limit."""

from __future__ import annotations

from dataclasses import dataclass

from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.accounts.tokens import Grant, TokenRecord
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import AUTH
from ringkeep.errors import LoginFailed, RateLimited, RingCentralError
from ringkeep.ringcentral.http.errors import login_error
from ringkeep.ringcentral.http.grants import (
    login_form,
    parse_grant,
    refresh_form,
    token_request,
    without_secrets,
)
from ringkeep.ringcentral.http.headers import rate_report
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
        Queue(self.limiter, self.clock, connection).acquire(AUTH, Lane.FRESH, deadline)
        sent_at = self.clock.now()
        answer = self.transport.send(token_request(connection, form))
        self._observe(connection, credentials, answer, sent_at)
        if answer.status >= _REFUSED:
            raise self._refusal(connection, credentials, without_secrets(answer, connection, form))
        return parse_grant(answer)

    def _observe(
        self, connection: Connection, credentials: Credentials, answer: Response, sent_at: float
    ) -> None:
        report = rate_report(answer.status, answer.headers, self.clock.now(), sent_at)
        self.limiter.observe(connection, credentials.label, report)

    def _refusal(
        self, connection: Connection, credentials: Credentials, answer: Response
    ) -> RingCentralError:
        now, by_jwt = self.clock.now(), credentials.jwt is not None
        problem = login_error(answer.status, answer.headers, answer.body, now, by_jwt=by_jwt)
        if isinstance(problem, RateLimited):
            until = now + problem.retry_after
            self.limiter.close(connection, credentials.label, AUTH, until)
        return problem
