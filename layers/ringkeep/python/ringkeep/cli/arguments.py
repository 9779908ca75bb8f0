"""The commands and their arguments."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ringkeep import __version__
from ringkeep.cli import backfill, console, index, services, status, trace, users
from ringkeep.domain.access.roles import Role

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction[argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="ringkeep", description="Administers a deployed Ringkeep stack.", allow_abbrev=False
    )
    root.add_argument("--version", action="version", version=f"ringkeep {__version__}")
    root.set_defaults(stack_name=os.environ.get("STACK_NAME"), debug=False)
    _common(root)
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    service = commands.add_parser("service", help="the connected RingCentral accounts")
    _services(service.add_subparsers(required=True, metavar="ACTION"))
    user = commands.add_parser("user", help="the people who may sign in to the console")
    _users(user.add_subparsers(required=True, metavar="ACTION"))
    site = commands.add_parser("console", help="the console's files")
    publish = _leaf(
        site.add_subparsers(required=True, metavar="ACTION"),
        "publish",
        "put the built console where CloudFront serves it from",
        console.publish,
    )
    publish.add_argument("folder", type=Path, help="web/dist")
    _backfill(commands)
    _trace(commands)
    _leaf(commands, "status", "how each service stands", status.show).add_argument(
        "--json", action="store_true"
    )
    rebuild = _leaf(commands, "rebuild-index", "restore rows from the archive", index.rebuild)
    rebuild.add_argument("service")
    return root


def _common(target: argparse.ArgumentParser) -> None:
    """Accepted before and after the command's name."""
    target.add_argument(
        "--stack-name", default=argparse.SUPPRESS, help="of CloudFormation (or STACK_NAME)"
    )
    target.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="show where errors arise"
    )


def _leaf(
    commands: Commands, name: str, help_text: str, command: object
) -> argparse.ArgumentParser:
    leaf = commands.add_parser(name, help=help_text, allow_abbrev=False)
    leaf.set_defaults(command=command)
    _common(leaf)
    return leaf


def _services(commands: Commands) -> None:
    _add(_leaf(commands, "add", "connect an account, or change a connected one", services.add))
    listing = _leaf(commands, "list", "show the services", services.show)
    listing.add_argument("--json", action="store_true")
    testing = _leaf(commands, "test", "log in and tell what is missing", services.test)
    testing.add_argument("name")
    removing = _leaf(commands, "remove", "forget the credentials; recordings stay", services.remove)
    removing.add_argument("name")
    removing.add_argument("--yes", action="store_true", help="do not ask")


def _users(commands: Commands) -> None:
    adding = _leaf(commands, "add", "add somebody, or change their role or extension", users.add)
    adding.add_argument("email")
    adding.add_argument("--role", choices=[role.value for role in Role], required=True)
    adding.add_argument("--service", default="", help="whose account has the person's extension")
    adding.add_argument("--extension-id", default="", help="RingCentral's id of the extension")
    adding.add_argument(
        "--password-stdin", action="store_true", help="set this password instead of mailing one"
    )
    listing = _leaf(commands, "list", "show who may sign in", users.show)
    listing.add_argument("--json", action="store_true")
    for name, text, command in (
        ("disable", "no sign-in any more; open pages end within a minute", users.disable),
        ("enable", "sign-in again", users.enable),
        ("remove", "delete the user", users.remove),
    ):
        _leaf(commands, name, text, command).add_argument("email")


def _add(add: argparse.ArgumentParser) -> None:
    add.add_argument("name", help="small letters, digits and dashes")
    add.add_argument("--from-json", metavar="FILE", help="the connection as JSON; - reads stdin")
    add.add_argument("--server-url", help="https://platform.ringcentral.com")
    add.add_argument("--media-url", help="where content is, if not beside the server")
    add.add_argument("--client-id")
    add.add_argument("--client-secret-file", metavar="FILE", help="else it is asked")
    add.add_argument("--jwt-file", metavar="FILE", help="else the JWT is asked")
    add.add_argument("--username", help="instead of a JWT; the password is asked")
    add.add_argument("--extension", default="")
    add.add_argument("--retention-days", type=int, help="how long RingCentral keeps recordings")
    add.add_argument("--backfill-days", type=int, help="how far back the first back-fill reads")
    add.add_argument("--minimum-duration", type=int, metavar="SECONDS", help="skip shorter calls")
    add.add_argument("--no-backfill", action="store_true", help="do not start the first back-fill")


def _backfill(commands: Commands) -> None:
    leaf = _leaf(commands, "backfill", "read the call log again from a date on", backfill.run)
    leaf.add_argument("service")
    leaf.add_argument(
        "--from", dest="date_from", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD"
    )
    leaf.add_argument("--wait", action="store_true", help="stay, and show how far it is")


def _trace(commands: Commands) -> None:
    leaf = _leaf(commands, "trace", "the whole story of one recording", trace.show)
    leaf.add_argument("recording_id")
    leaf.add_argument("--service", help="a service that was removed has to be named")
    leaf.add_argument("--account", help="RingCentral's account id, while none is known yet")
    leaf.add_argument("--json", action="store_true")
