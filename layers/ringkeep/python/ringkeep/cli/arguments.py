"""The commands and their arguments."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ringkeep import __version__
from ringkeep.cli import (
    alarms,
    audit,
    backfill,
    console,
    erase,
    index,
    mfa,
    reported_scores,
    retry,
    scorecards,
    services,
    status,
    trace,
    user_files,
    users,
    webhook,
)
from ringkeep.domain.access.profiles import BUILT_IN
from ringkeep.domain.access.users import Licence

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction[argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="ringkeep", description="Administers a deployed Ringkeep stack.", allow_abbrev=False
    )
    root.add_argument("--version", action="version", version=f"ringkeep {__version__}")
    root.set_defaults(stack_name=os.environ.get("STACK_NAME"), debug=False, without_stack=None)
    _common(root)
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    service = commands.add_parser("service", help="the connected RingCentral accounts")
    _services(service.add_subparsers(required=True, metavar="ACTION"))
    user = commands.add_parser("user", help="people who may sign in to the console")
    _users(user.add_subparsers(required=True, metavar="ACTION"))
    _mfa(_leaf(commands, "mfa", "whether people also need an authenticator app", mfa.show))
    site = commands.add_parser("console", help="the console's files")
    _console(site.add_subparsers(required=True, metavar="ACTION"))
    hook = commands.add_parser("webhook", help="the addresses where RingCentral delivers events")
    _webhook(hook.add_subparsers(required=True, metavar="ACTION"))
    _alarms(_leaf(commands, "alarms", "the alarms, and whom they reach", alarms.show))
    log = commands.add_parser("audit", help="the audit log and its copies")
    _audit(log.add_subparsers(required=True, metavar="ACTION"))
    card = commands.add_parser("scorecard", help="scorecards in files; needs no stack")
    _scorecards(card.add_subparsers(required=True, metavar="ACTION"))
    _backfill(commands)
    _trace(commands)
    _retry(commands)
    _erase(commands)
    _leaf(commands, "status", "show the state of each service", status.show).add_argument(
        "--json", action="store_true"
    )
    rebuild = _leaf(commands, "rebuild-index", "restore rows from the archive", index.rebuild)
    rebuild.add_argument("service")
    scores = _leaf(
        commands,
        "rebuild-scores",
        "compute the sums of the reports on scores again from the copies of the evaluations",
        reported_scores.rebuild,
    )
    scores.add_argument(
        "--check", action="store_true", help="change nothing, and say what is wrong with the sums"
    )
    return root


def _common(target: argparse.ArgumentParser) -> None:
    """Adds the options that are accepted before and after the name of the command."""
    target.add_argument(
        "--stack-name",
        default=argparse.SUPPRESS,
        help="the CloudFormation stack (default: $STACK_NAME)",
    )
    target.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="show stack traces of errors",
    )


def _leaf(
    commands: Commands, name: str, help_text: str, command: object
) -> argparse.ArgumentParser:
    leaf = commands.add_parser(name, help=help_text, allow_abbrev=False)
    leaf.set_defaults(command=command)
    _common(leaf)
    return leaf


def _console(commands: Commands) -> None:
    publish = _leaf(commands, "publish", "upload the built console for CloudFront", console.publish)
    publish.add_argument("folder", type=Path, help="the built console, such as web/dist")
    publish.add_argument(
        "--if-deployed", action="store_true", help="succeed if the stack has no console"
    )
    _leaf(
        commands, "clear", "delete the uploaded files, before the stack is deleted", console.clear
    )


def _services(commands: Commands) -> None:
    _add(_leaf(commands, "add", "connect an account, or change a connected one", services.add))
    listing = _leaf(commands, "list", "show the services", services.show)
    listing.add_argument("--json", action="store_true")
    testing = _leaf(
        commands, "test", "log in as each user and show missing permissions", services.test
    )
    testing.add_argument("name")
    removing = _leaf(commands, "remove", "delete the credentials; recordings stay", services.remove)
    removing.add_argument("name")
    removing.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def _users(commands: Commands) -> None:
    _user(_leaf(commands, "add", "add a person, or change one", users.add))
    listing = _leaf(commands, "list", "show the people who may sign in", users.show)
    listing.add_argument("--json", action="store_true")
    listing.add_argument("--all", action="store_true", help="removed people, too")
    for name, text, command in (
        ("invite", "send the invitation again, with a new temporary password", users.invite),
        ("disable", "block the sign-in; open pages close within a minute", users.disable),
        ("enable", "allow the sign-in again", users.enable),
        ("remove", "deactivate the person, and delete their sign-in", users.remove),
    ):
        _leaf(commands, name, text, command).add_argument("email")

    importing = _leaf(
        commands, "import", "add and change people from a CSV file", user_files.import_users
    )
    importing.add_argument("file", type=Path)
    importing.add_argument("--confirm", action="store_true", help="write what the preview shows")
    importing.add_argument("--invite", action="store_true", help="invite the people it adds")
    exporting = _leaf(
        commands,
        "export",
        "write the people as a CSV file that can be imported",
        user_files.export_users,
    )
    exporting.add_argument("file", type=Path, nargs="?", help="default: standard output")


def _mfa(command: argparse.ArgumentParser) -> None:
    """Without an action, the command shows."""
    command.set_defaults(json=False)
    actions = command.add_subparsers(metavar="ACTION")
    showing = _leaf(actions, "status", "show whether two factors are required", mfa.show)
    showing.add_argument("--json", action="store_true")
    _leaf(actions, "on", "require an authenticator app from everyone with a password", mfa.require)
    _leaf(actions, "optional", "leave it to each person", mfa.relax)


def _user(add: argparse.ArgumentParser) -> None:
    add.add_argument("email")
    add.add_argument("--profile", help="a security profile, by name; a new person needs one")
    roles = [profile.name for profile in BUILT_IN]
    add.add_argument("--role", choices=roles, help="the same, of the built-in profiles")
    add.add_argument("--name", help="default: from the address")
    add.add_argument(
        "--licence",
        action="append",
        choices=[licence.value for licence in Licence],
        help="can be repeated; together they replace the person's licences",
    )
    add.add_argument("--service", default="", help="the service of the person's extension")
    add.add_argument("--extension-id", default="", help="RingCentral's id of the extension")
    for option, meaning in (("--first-day", "from which"), ("--last-day", "until which")):
        add.add_argument(
            option,
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help=f"the day {meaning} the extension is theirs (default: every day)",
        )
    add.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input; no e-mail is sent",
    )


def _alarms(command: argparse.ArgumentParser) -> None:
    """Without an action, the command lists."""
    command.set_defaults(json=False)
    actions = command.add_subparsers(metavar="ACTION")
    listing = _leaf(actions, "list", "show the active alarms, and whom alarms reach", alarms.show)
    listing.add_argument("--json", action="store_true")
    _leaf(actions, "test", "send a test notification, and show the active alarms", alarms.test)


def _audit(commands: Commands) -> None:
    copying = _leaf(
        commands, "copy", "copy entries that are missing in the audit bucket", audit.copy
    )
    for option, name, meaning in (
        ("--from", "first", "the first day in UTC"),
        ("--to", "last", "the last one (default: today)"),
    ):
        copying.add_argument(
            option,
            dest=name,
            type=date.fromisoformat,
            required=name == "first",
            metavar="YYYY-MM-DD",
            help=meaning,
        )


def _scorecards(commands: Commands) -> None:
    """These commands run without a stack."""
    checking = commands.add_parser(
        "check", help="say what is wrong with a scorecard", allow_abbrev=False
    )
    scoring = commands.add_parser(
        "score", help="print the score of answers as JSON", allow_abbrev=False
    )
    for leaf, command in ((checking, scorecards.check), (scoring, scorecards.score)):
        _common(leaf)
        leaf.set_defaults(without_stack=command)
        leaf.add_argument(
            "file", type=Path, help="a scorecard in YAML or JSON, or a form of Amazon Connect"
        )
    scoring.add_argument("answers", type=Path, help="the answers as JSON, by reference id")


def _webhook(commands: Commands) -> None:
    _leaf(commands, "show", "show which services have a new address", webhook.show)
    rotating = _leaf(commands, "rotate-key", "give a service a new address", webhook.rotate)
    rotating.add_argument("service", nargs="?")
    rotating.add_argument("--all", action="store_true", help="every service")


def _add(add: argparse.ArgumentParser) -> None:
    add.add_argument("name", help="lower-case letters, digits and dashes")
    add.add_argument("--from-json", metavar="FILE", help="the connection as JSON; - reads stdin")
    add.add_argument("--server-url", help="https://platform.ringcentral.com")
    add.add_argument(
        "--media-url", help="the content server, if it cannot be derived from the server URL"
    )
    add.add_argument("--client-id")
    add.add_argument(
        "--client-secret-file", metavar="FILE", help="default: the command prompts for it"
    )
    add.add_argument("--jwt-file", metavar="FILE", help="default: the command prompts for the JWT")
    add.add_argument(
        "--username", help="log in by password instead of JWT; the command prompts for it"
    )
    add.add_argument("--extension", default="")
    add.add_argument("--retention-days", type=int, help="days that RingCentral keeps recordings")
    add.add_argument("--backfill-days", type=int, help="days that the first back-fill reads")
    add.add_argument("--minimum-duration", type=int, metavar="SECONDS", help="skip shorter calls")
    add.add_argument("--no-backfill", action="store_true", help="do not start the first back-fill")


def _backfill(commands: Commands) -> None:
    leaf = _leaf(commands, "backfill", "read the call log again from a date on", backfill.run)
    leaf.add_argument("service")
    leaf.add_argument(
        "--from", dest="date_from", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD"
    )
    leaf.add_argument("--wait", action="store_true", help="wait for the end and show the progress")


def _retry(commands: Commands) -> None:
    leaf = _leaf(commands, "retry", "try recordings again: one, or all with a reason", retry.run)
    leaf.add_argument("recording_id", nargs="?")
    leaf.add_argument("--all", action="store_true", help="all recordings with --reason")
    leaf.add_argument("--reason", help="as `trace` shows it; worker_failed includes each error")
    leaf.add_argument("--service", help="only this service; required for a removed one")
    leaf.add_argument("--account", help="RingCentral's account id, required before the first login")
    leaf.add_argument(
        "--days", type=int, help="how far back calls are read (default: the service's retention)"
    )
    leaf.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def _erase(commands: Commands) -> None:
    leaf = _leaf(commands, "erase", "delete a recording and everything about it", erase.run)
    leaf.add_argument("recording_id", help="as the console shows it, or RingCentral's id")
    leaf.add_argument("--reason", required=True, help="why; it stays in the row and the audit log")
    leaf.add_argument("--service", help="required for a removed service")
    leaf.add_argument("--account", help="RingCentral's account id, required before the first login")
    leaf.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def _trace(commands: Commands) -> None:
    leaf = _leaf(commands, "trace", "show the complete history of one recording", trace.show)
    leaf.add_argument("recording_id")
    leaf.add_argument("--service", help="required for a removed service")
    leaf.add_argument("--account", help="RingCentral's account id, required before the first login")
    leaf.add_argument("--json", action="store_true")
