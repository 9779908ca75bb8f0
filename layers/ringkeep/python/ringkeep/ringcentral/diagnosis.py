"""Diagnoses a connection for the administrator: can it log in, and does it have the permissions?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from ringkeep.domain.accounts.reach import UserReach, reach_of
from ringkeep.domain.accounts.tokens import AccessToken
from ringkeep.domain.json import JsonObject
from ringkeep.domain.limits.slots import Lane
from ringkeep.errors import NotFound, PermissionMissing, RingkeepError
from ringkeep.ringcentral.call_log import CallLogQuery
from ringkeep.ringcentral.models import AccountInfo, CallLogPage, permission_ids
from ringkeep.usecases.clock import Clock

_PATIENCE: Final = 150.0
"""More than two windows of the rate limit, so that a busy service can be tested too."""
_HOUR: Final = 3600.0
_SCOPES: Final = {
    "Read Accounts": {"readaccounts"},
    "Read Call Log": {"readcalllog"},
    "Read Call Recording": {"readcallrecording"},
    "Read Presence": {"readpresence"},
    "Call Control": {"callcontrol"},
    "Webhook Subscriptions": {"subscriptionwebhook", "webhooksubscription"},
}
"""The names in the developer console, and the normalized spellings in a token response."""
_RECORDING_PERMISSIONS: Final = ("readcallrecording", "callrecording")


@dataclass(frozen=True)
class Diagnosis:
    """`problems` prevent the service from working, `notes` do not. Both hold full sentences. `reach` is
    None if it could not be read."""

    user: str
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    logged_in: bool = False
    scopes: tuple[str, ...] = ()
    missing_scopes: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    reach: UserReach | None = None
    account: AccountInfo | None = None

    @property
    def ok(self) -> bool:
        return not self.problems


class DiagnosedClient(Protocol):
    """The client of one user."""

    def account(self, deadline: float | None = None) -> AccountInfo: ...

    def profile(self, deadline: float) -> JsonObject: ...

    def call_log_page(
        self, query: CallLogQuery | str, deadline: float, lane: Lane = Lane.POLLING
    ) -> CallLogPage: ...


@dataclass
class Examination:
    """One diagnosis. The checks are independent, so that it reports all problems at once."""

    client: DiagnosedClient
    login: Callable[[], AccessToken]
    clock: Clock
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def run(self, user: str) -> Diagnosis:
        try:
            token = self.login()
        except RingkeepError as problem:
            return Diagnosis(user, problems=(f"The login failed: {problem}.",))
        missing = self._scopes(token.scopes)
        account = self._account()
        profile = self._profile()
        permissions = self._permissions(profile or {})
        self._call_log()
        return Diagnosis(
            user=user,
            problems=tuple(self.problems),
            notes=tuple(self.notes),
            logged_in=True,
            scopes=token.scopes,
            missing_scopes=missing,
            permissions=permissions,
            reach=None if profile is None else reach_of(profile, self.clock.now()),
            account=account,
        )

    @property
    def _deadline(self) -> float:
        return self.clock.now() + _PATIENCE

    def _scopes(self, granted: tuple[str, ...]) -> tuple[str, ...]:
        if not granted:
            self.notes.append("RingCentral does not report the permissions of the app.")
            return ()
        missing = missing_scopes(granted)
        self.problems.extend(
            f"The app does not have the permission {name!r}: add it in the developer console."
            for name in missing
        )
        return missing

    def _account(self) -> AccountInfo | None:
        try:
            account = self.client.account(self._deadline)
        except RingkeepError as problem:
            self.problems.append(f"The account cannot be read: {problem}.")
            return None
        if account.status and account.status.lower() != "confirmed":
            self.problems.append(f"The account's status at RingCentral is {account.status}.")
        if not account.plan_name and not account.edition:
            self.notes.append("RingCentral does not report the account's plan.")
        return account

    def _profile(self) -> JsonObject | None:
        """Returns None if the user's roles cannot be read."""
        try:
            return self.client.profile(self._deadline)
        except RingkeepError as problem:
            self.notes.append(f"The user's role cannot be read: {problem}.")
            return None

    def _permissions(self, profile: JsonObject) -> tuple[str, ...]:
        """Returns the permissions of the user's role; empty if RingCentral does not list them."""
        held = permission_ids(profile)
        if held and not any(name in _normalized(held) for name in _RECORDING_PERMISSIONS):
            self.problems.append("The user's role does not allow reading call recordings.")
        return tuple(sorted(held))

    def _call_log(self) -> None:
        """Tests the access to the company call log by reading one record."""
        now = self.clock.now()
        query = CallLogQuery(date_from=now - _HOUR, date_to=now, per_page=1)
        try:
            self.client.call_log_page(query, self._deadline)
        except PermissionMissing as problem:
            permission = f" ({problem.permission})" if problem.permission else ""
            self.problems.append(
                f"The user may not read the company call log{permission}: {problem}."
            )
        except NotFound:
            self.problems.append(
                "This account has no call log: its plan may not include API access."
            )
        except RingkeepError as problem:
            self.problems.append(f"The call log cannot be read: {problem}.")


def missing_scopes(granted: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the missing scopes by their names in the developer console. The comparison ignores
    case, punctuation and plurals."""
    held = _normalized(granted)
    return tuple(name for name, spellings in _SCOPES.items() if not held & spellings)


def _normalized(names: tuple[str, ...] | frozenset[str]) -> set[str]:
    plain = ("".join(filter(str.isalnum, name)).lower() for name in names)
    return {variant for name in plain for variant in (name, name.removesuffix("s"))}
