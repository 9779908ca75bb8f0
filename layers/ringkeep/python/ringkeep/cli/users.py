"""`user add`, `invite`, `list`, `disable`, `enable` and `remove`: the people who may sign in."""

from __future__ import annotations

import argparse
import json
import sys

from ringkeep.cli.text import table
from ringkeep.cli.tools import Tools
from ringkeep.domain.access.roles import Role
from ringkeep.errors import ConfigurationError


def add(tools: Tools, args: argparse.Namespace) -> int:
    """Reads a password only from standard input: other users of the machine can see arguments."""
    password = sys.stdin.read().strip() if args.password_stdin else None
    if args.password_stdin and not password:
        raise ConfigurationError("standard input contains no password")
    if bool(args.service) != bool(args.extension_id):
        raise ConfigurationError("an extension needs both --service and --extension-id")
    if args.service:
        tools.manager.services.get(args.service)  # raises for a service that does not exist
    row = tools.people.add(args.email, Role(args.role), password)
    if args.service:
        tools.people.assign(args.email, args.service, args.extension_id)
    print(f"{row.email} has the role {args.role}")
    if row.invited:
        print(f"Cognito sends them an invitation by e-mail. {_lasts(tools)}")
    elif not row.signed_in:
        print(f"they have not signed in yet: `ringkeep user invite {row.email}` invites them again")
    return 0


def invite(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 0 also for someone who has signed in: repeating the command does no harm."""
    if tools.people.invite(args.email):
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
    rows = tools.people.all()
    if args.json:
        print(json.dumps([row.model_dump(mode="json") for row in rows], indent=2))
        return 0
    head = ("E-MAIL", "ROLE", "ENABLED", "SERVICE", "EXTENSION")
    lines = [
        (
            row.email,
            row.role.value if row.role else "none",
            "yes" if row.enabled else "no",
            row.service,
            row.extension_id,
        )
        for row in rows
    ]
    print(table(head, lines) if lines else "no people yet: ringkeep user add EMAIL")
    return 0


def disable(tools: Tools, args: argparse.Namespace) -> int:
    tools.people.enable(args.email, enabled=False)
    print(f"{args.email} can no longer sign in; open pages close within a minute")
    return 0


def enable(tools: Tools, args: argparse.Namespace) -> int:
    tools.people.enable(args.email, enabled=True)
    print(f"{args.email} may sign in again")
    return 0


def remove(tools: Tools, args: argparse.Namespace) -> int:
    tools.people.remove(args.email)
    print(f"{args.email} removed")
    return 0
