"""Records who signed in, with the first request of each sign-in."""

from __future__ import annotations

from typing import Protocol

from ringkeep.api.claims import session_of
from ringkeep.api.gateway import request_id, request_origin
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.json import JsonObject
from ringkeep.errors import RingkeepError
from ringkeep.observability import count, log_failure
from ringkeep.usecases.access.record_sign_in import SignIn


class RecordsSignIns(Protocol):
    def __call__(self, principal: UserPrincipal, sign_in: SignIn) -> bool: ...


def note_sign_in(record: RecordsSignIns, principal: UserPrincipal, event: JsonObject) -> None:
    """A request whose sign-in cannot be recorded is answered all the same: people must be able to work
    while the table refuses writes. The next request tries again."""
    try:
        record(principal, sign_in_of(event))
    except RingkeepError as error:
        count("SignInsUnrecorded")
        log_failure("a sign-in was not recorded", error)


def sign_in_of(event: JsonObject) -> SignIn:
    return SignIn(
        session=session_of(event), origin=request_origin(event), request_id=request_id(event)
    )
