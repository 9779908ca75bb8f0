"""Reads the credentials of a service from JSON, or prompts for them. Secrets are never arguments.

{"server_url": ..., "media_url"?: ..., "client_id": ..., "client_secret": ...,
 "users": [{"jwt": ...} or {"username": ..., "extension"?: ..., "password": ...}],
 and any setting of the policy, such as "retention_days": 90}
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from pydantic import ValidationError

from ringkeep.domain.accounts.services import Connection, Policy
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.validation import sentence
from ringkeep.errors import ConfigurationError

_LARGEST_FILE = 100_000


@dataclass(frozen=True)
class ServiceInput:
    """What the administrator entered: the connection, and the settings to change."""

    connection: Connection
    policy: JsonObject


def prompt_for_secret(question: str) -> str:
    """Prompts without echo. Raises ConfigurationError if there is no terminal."""
    if not sys.stdin.isatty():
        raise ConfigurationError(f"there is no terminal to enter the {question}: use --from-json")
    return getpass(f"{question}: ")


def read_service_input(
    args: argparse.Namespace, ask: Callable[[str], str] = prompt_for_secret
) -> ServiceInput:
    """Raises ConfigurationError, whose message quotes no credential."""
    source: str | None = args.from_json
    values = _from_json(source) if source else _prompted(args, ask)
    connection, policy = _split({**values, **_overrides(args)})
    return ServiceInput(_connection(connection), {**policy, **_policy_flags(args)})


def _from_json(source: str) -> dict[str, JsonValue]:
    text = sys.stdin.read(_LARGEST_FILE) if source == "-" else read_text(source)
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        where = "standard input" if source == "-" else source
        raise ConfigurationError(f"{where} does not contain a JSON object")
    return values


def read_text(path: str) -> str:
    """Raises ConfigurationError if the file cannot be read or is not text."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            return file.read(_LARGEST_FILE)
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not text"
        raise ConfigurationError(f"{path} cannot be read: {reason}") from None


def _prompted(args: argparse.Namespace, ask: Callable[[str], str]) -> dict[str, JsonValue]:
    if not args.server_url or not args.client_id:
        raise ConfigurationError("give --from-json, or --server-url and --client-id")
    secret_file: str | None = args.client_secret_file
    secret = read_text(secret_file).strip() if secret_file else ask("client secret")
    return {"client_secret": secret, "users": [_prompted_user(args, ask)]}


def _prompted_user(args: argparse.Namespace, ask: Callable[[str], str]) -> dict[str, JsonValue]:
    if args.username:
        password = ask("password")
        return {"username": args.username, "extension": args.extension, "password": password}
    return {"jwt": read_text(args.jwt_file).strip() if args.jwt_file else ask("JWT")}


def _overrides(args: argparse.Namespace) -> dict[str, JsonValue]:
    flags = {name: getattr(args, name) for name in ("server_url", "media_url", "client_id")}
    return {name: value for name, value in flags.items() if value}


def _policy_flags(args: argparse.Namespace) -> dict[str, JsonValue]:
    flags = {
        "retention_days": args.retention_days,
        "backfill_days": args.backfill_days,
        "minimum_duration_seconds": args.minimum_duration,
    }
    return {name: value for name, value in flags.items() if value is not None}


def _split(values: JsonObject) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """Splits the values into the connection's fields and the policy's."""
    policy = {name: value for name, value in values.items() if name in Policy.model_fields}
    return {name: value for name, value in values.items() if name not in policy}, policy


def _connection(values: JsonObject) -> Connection:
    try:
        return Connection.model_validate(values)
    except ValidationError as problem:
        raise ConfigurationError(sentence(problem)) from None
