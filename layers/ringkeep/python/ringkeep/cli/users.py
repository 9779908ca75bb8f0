"""`user add`, `invite`, `list`, `disable`, `enable` and `remove`: the people who may sign in."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ringkeep.cli.people import PersonRow, WantedUser, waits_for
from ringkeep.cli.text import table
from ringkeep.cli.tools import Tools
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.pool_tasks import Invitation, InvitationState
from ringkeep.domain.access.profiles import find_profile
from ringkeep.domain.access.refusals import ChangeRefused, Refusal
from ringkeep.domain.access.user_records import UserRecord
from ringkeep.domain.access.users import Licence
from ringkeep.errors import ConfigurationError, MailLimitReached

_JUST_NOW = 60.0
"""In seconds: so long a command takes at most."""


@contextmanager
def _refusals_as_sentences() -> Iterator[None]:
    """What the rules refuse is wrong usage of the command."""
    try:
        yield
    except (ChangeRefused, Refusal) as refused:
        raise ConfigurationError(str(refused)) from refused


def add(tools: Tools, args: argparse.Namespace) -> int:
    """Reads a password only from standard input: other users of the machine can see arguments."""
    password = sys.stdin.read().strip() if args.password_stdin else None
    if args.password_stdin and not password:
        raise ConfigurationError("standard input contains no password")
    wanted = _wanted(args)
    if wanted.service:
        tools.manager.services.get(wanted.service)  # raises for a service that does not exist
    if wanted.profile:
        tools.people.require_profile(wanted.profile)
    with _refusals_as_sentences():
        waits = False
        try:
            record = tools.people.add(wanted, password)
        except MailLimitReached as limit:
            record, waits = tools.people.get(wanted.email), True
            print(f"ringkeep: {limit}", file=sys.stderr)
    _tell_added(tools, record, waits=waits)
    return 0


def _wanted(args: argparse.Namespace) -> WantedUser:
    if bool(args.service) != bool(args.extension_id):
        raise ConfigurationError("an extension needs both --service and --extension-id")
    if args.profile and args.role:
        raise ConfigurationError("give either --profile or --role: a role is a security profile")
    if not args.service and (args.first_day or args.last_day):
        raise ConfigurationError("--first-day and --last-day are of an extension: name it, too")
    if args.first_day and args.last_day and args.last_day < args.first_day:
        raise ConfigurationError("the last day is before the first day")
    return WantedUser(
        email=args.email,
        name=args.name,
        profile=args.profile or args.role,
        licences=frozenset(map(Licence, args.licence)) if args.licence else None,
        service=args.service,
        extension_id=args.extension_id,
        period=Period(first_day=args.first_day, last_day=args.last_day),
    )


def _tell_added(tools: Tools, record: UserRecord, *, waits: bool) -> None:
    user = record.user
    profile = find_profile(tools.people.store.profiles().by_id, user.security_profile)
    print(f"{user.email} has the role {profile.name if profile else user.security_profile}")
    wish = tools.people.wish(user.id)
    if wish is not None:
        print(f"they get an extension when it is listed and free: {waits_for(wish)}")
    if not user.active:
        print(f"they are disabled: `ringkeep user enable {user.email}` lets them sign in")
        return
    if not waits:
        _tell_invitation(tools, user.email, tools.people.invitation(user.id))


def _tell_invitation(tools: Tools, email: str, invitation: Invitation) -> None:
    just_now = tools.clock.now() - invitation.at < _JUST_NOW
    if invitation.state is InvitationState.SENT and just_now:
        print(f"Cognito sends them an invitation by e-mail. {_lasts(tools)}")
    elif invitation.state is not InvitationState.SIGNED_IN:
        print(f"they have not signed in yet: `ringkeep user invite {email}` invites them again")


def invite(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 0 also for someone who has signed in: repeating the command does no harm."""
    with _refusals_as_sentences():
        invitation = tools.people.invite(args.email)
    if invitation.state is InvitationState.SENT:
        print(f"Cognito sends {args.email} an invitation by e-mail. {_lasts(tools)}")
    else:
        print(
            f"{args.email} has signed in already, so no e-mail is sent. If they forgot their password:"
            " `Forgot your password?` on the sign-in page"
        )
    return 0


def _lasts(tools: Tools) -> str:
    return f"Its temporary password is valid for {tools.people.password_days()} days"


def show(tools: Tools, args: argparse.Namespace) -> int:
    rows = [row for row in tools.people.all() if args.all or not row.is_removed]
    if args.json:
        print(json.dumps([row.model_dump(mode="json") for row in rows], indent=2))
        return 0
    head = ("E-MAIL", "ROLE", "ENABLED", "SERVICE", "EXTENSION")
    print(table(head, [*map(_line, rows)]) if rows else "no people yet: ringkeep user add EMAIL")
    for row in rows:
        if row.waits_for:
            print(f"{row.email} waits for the extension {row.waits_for}")
    return 0


def _line(row: PersonRow) -> tuple[str, ...]:
    enabled = "yes" if row.enabled else "no"
    return (row.email, row.role or "none", enabled, row.service, row.extension_id)


def disable(tools: Tools, args: argparse.Namespace) -> int:
    with _refusals_as_sentences():
        tools.people.enable(args.email, enabled=False)
    print(f"{args.email} can no longer sign in; open pages close within a minute")
    return 0


def enable(tools: Tools, args: argparse.Namespace) -> int:
    with _refusals_as_sentences():
        tools.people.enable(args.email, enabled=True)
    print(f"{args.email} may sign in again")
    if not tools.people.get(args.email).user.sub:
        print(f"they have no password: `ringkeep user invite {args.email}` invites them")
    return 0


def remove(tools: Tools, args: argparse.Namespace) -> int:
    with _refusals_as_sentences():
        tools.people.remove(args.email)
    print(f"{args.email} removed: they cannot sign in, and what they did stays in the audit log")
    return 0
