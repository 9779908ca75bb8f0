"""Operations that RingCentral refuses whatever the token: noted with the token, for all workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ringkeep.domain.accounts import tokens
from ringkeep.domain.accounts.token_refusals import TokenRefusal, refusal_of
from ringkeep.domain.accounts.tokens import AccessToken, TokenRecord
from ringkeep.errors import Conflict, TokenRefused, TokenRejected
from ringkeep.ringcentral.http.token_records import TokenRecords, TokenUser
from ringkeep.usecases.clock import Clock

Report = Callable[[str, TokenRefusal], None]
"""Called with a user and a refusal that was stored."""


class Rejection(NamedTuple):
    """RingCentral refused a token for an operation."""

    token: AccessToken
    operation: str
    problem: TokenRejected


def not_reported(_user: str, _refusal: TokenRefusal) -> None:
    """Used if no one listens to refusals."""


@dataclass(frozen=True)
class Refusals:
    """`speed` divides the pauses."""

    records: TokenRecords
    clock: Clock
    speed: float
    report: Report

    def is_in_vain(self, user: TokenUser, rejection: Rejection) -> bool:
        """Whether another login would not help after this rejection."""
        record, now = self.records.store.load(user.key), self.clock.now()
        if record.access_token != rejection.token.value:
            return False
        return tokens.needs_no_login(record, _refusal(user, rejection), now)

    def note(self, user: TokenUser, rejection: Rejection) -> TokenRefused:
        """Stores the refusal of a new token, unless another worker has logged in since. An old token
        may have expired: a login replaces it the next time. Returns the error to raise."""
        new, now = _refusal(user, rejection), self.clock.now()
        saved = self.records.change(
            user.key,
            lambda record: tokens.refused(record, new, now, self.speed),
            lambda record: (
                record.access_token == rejection.token.value
                and tokens.is_new_or_refused(record, new, now)
            ),
        )
        stored = saved and refusal_of(saved.refusals, rejection.operation, new.fingerprint)
        if stored:
            self.report(user.credentials.label, stored)
        return self.error(stored or new)

    def end(self, user: TokenUser, operation: str) -> None:
        """RingCentral accepted a token for the operation."""
        known = self.records.last(user.key)
        if known and refusal_of(known.refusals, operation, user.fingerprint):
            self.records.change(user.key, lambda record: tokens.accepted(record, operation))

    def present(self, user: TokenUser) -> list[TokenRefusal]:
        """Returns what RingCentral refuses with the present credentials."""
        stored = self.records.store.load(user.key).refusals
        return [each for each in stored if each.fingerprint == user.fingerprint]

    def tried_again(
        self, user: TokenUser, record: TokenRecord, refusal: TokenRefusal
    ) -> TokenRecord:
        """Makes this worker the one that tries a refused operation. Raises TokenRefused before the
        pause is over, or if another worker is faster."""
        now = self.clock.now()
        if now < refusal.until:
            self.records.remember(user.key, record)
            raise self.error(refusal)
        try:
            tried = tokens.tried_again(record, refusal, now, self.speed)
            return self.records.store.save(user.key, tried)
        except Conflict:
            raise self.error(refusal) from None

    def error(self, refusal: TokenRefusal) -> TokenRefused:
        wait = max(tokens.SHORTEST_PAUSE / self.speed, refusal.until - self.clock.now())
        return TokenRefused(
            refusal.message, status=refusal.status, code=refusal.code, retry_after=wait
        )


def _refusal(user: TokenUser, rejection: Rejection) -> TokenRefusal:
    problem = rejection.problem
    return TokenRefusal(
        operation=rejection.operation,
        message=problem.message,
        code=problem.code,
        status=problem.status,
        until=0.0,
        fingerprint=user.fingerprint,
    )
