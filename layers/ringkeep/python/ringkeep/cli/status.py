"""`status`: shows the state of each service. It needs only a few reads."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence

from pydantic import Field

from ringkeep.cli import alarms, licensing, mfa
from ringkeep.cli.text import moment, table
from ringkeep.cli.tools import Tools
from ringkeep.domain.accounts.account_ref import AccountRef
from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.model import Model
from ringkeep.usecases.accounts.user_reach import UserReaches
from ringkeep.usecases.directory.sync_extensions import state_name
from ringkeep.usecases.recordings.poll_call_log import place_name

_COUNT_LIMIT = 1000
_END_OF_TIME = 1e11


class AccountStatus(Model):
    """The state of one account. `waiting` has the open recordings by lane, each counted up to 1,000.
    `found` covers the last 366 days. Times are in seconds since the epoch, 0 for never. `users` says in
    full sentences which users of the service do not see the whole company."""

    service: str
    account_id: str = ""
    extensions: int = 0
    extensions_synced_at: float = 0.0
    call_log_read_until: float = 0.0
    found: int = 0
    waiting: Mapping[str, int] = Field(default_factory=dict)
    partial_view: bool = False
    users: tuple[str, ...] = ()


def show(tools: Tools, args: argparse.Namespace) -> int:
    statuses = [
        status for service in tools.manager.list() for status in _statuses(tools, service.name)
    ]
    if args.json:
        print(json.dumps([status.model_dump() for status in statuses], indent=2))
    else:
        print(_table(statuses))
        for line in [
            *dict.fromkeys(_about_users(statuses)),
            *licensing.lines(tools),
            *alarms.warnings(tools),
            *mfa.warnings(tools),
        ]:
            print(line)
    return 0


def _about_users(statuses: Sequence[AccountStatus]) -> list[str]:
    return [f"! {status.service}: {each}" for status in statuses for each in status.users]


def _statuses(tools: Tools, service: str) -> Sequence[AccountStatus]:
    accounts = tools.accounts.accounts(service)
    reach = UserReaches(tools.states, tools.clock).of(service)
    statuses = [_status(tools, AccountRef(service, account)) for account in accounts]
    users = {"partial_view": reach.partial, "users": reach.sentences}
    return [
        status.model_copy(update=users) for status in statuses or [AccountStatus(service=service)]
    ]


def _status(tools: Tools, account: AccountRef) -> AccountStatus:
    sync, _ = tools.states.get(state_name(account))
    poll, _ = tools.states.get(place_name(account, "poll"))
    return AccountStatus(
        service=account.service,
        account_id=account.account_id,
        extensions=int(_number(sync, "present")),
        extensions_synced_at=_number(sync, "synced_at"),
        call_log_read_until=_number(poll, "watermark"),
        found=sum(tools.found_counts.found_by_day(account).values()),
        waiting=_waiting(tools, account),
    )


def _number(document: Mapping[str, object] | None, name: str) -> float:
    value = (document or {}).get(name)
    return value if isinstance(value, int | float) else 0.0


def _waiting(tools: Tools, account: AccountRef) -> dict[str, int]:
    counts = {
        lane.value: len(tools.calls.due(account, lane, _END_OF_TIME, _COUNT_LIMIT)) for lane in Lane
    }
    return {lane: count for lane, count in counts.items() if count}


def _table(statuses: Sequence[AccountStatus]) -> str:
    head = ("SERVICE", "ACCOUNT", "EXTENSIONS", "SYNCED", "CALL LOG UNTIL", "FOUND", "WAITING")
    rows = [
        (
            status.service,
            status.account_id or "-",
            str(status.extensions),
            moment(status.extensions_synced_at),
            moment(status.call_log_read_until),
            str(status.found),
            " ".join(f"{lane} {_up_to(n)}" for lane, n in status.waiting.items()) or "none",
        )
        for status in statuses
    ]
    return table(head, rows)


def _up_to(count: int) -> str:
    return f"{count}+" if count >= _COUNT_LIMIT else str(count)
