"""`service add`, `list`, `test` and `remove`."""

from __future__ import annotations

import argparse
import json
import sys

from ringkeep.cli.credentials import read_service_input
from ringkeep.cli.text import moment, table
from ringkeep.cli.tools import Diagnosis, Tools
from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.accounts.services import Service
from ringkeep.errors import ConfigurationError
from ringkeep.usecases.accounts.user_reach import UserReaches


def add(tools: Tools, args: argparse.Namespace) -> int:
    entered = read_service_input(args)
    wants_backfill: bool = not args.no_backfill
    added = tools.manager.add(
        args.name, entered.connection, entered.policy, backfill=wants_backfill
    )
    print(f"service {added.service.name} {'added' if added.created else 'updated'}")
    if added.backfill:
        print(f"first back-fill: {added.backfill}")
    print(f"to test the login: ringkeep service test {added.service.name}")
    return 0


def show(tools: Tools, args: argparse.Namespace) -> int:
    services = tools.manager.list()
    if args.json:
        print(json.dumps([service.model_dump(mode="json") for service in services], indent=2))
    elif services:
        head = ("NAME", "SERVER", "ADDED", "RETENTION", "BACK-FILL", "LICENSED", "IN STEP")
        print(table(head, [_line(service) for service in services]))
    else:
        print("no service is connected yet: ringkeep service add NAME --from-json FILE")
    return 0


def _line(service: Service) -> tuple[str, ...]:
    policy = service.policy
    return (
        service.name,
        service.server_url,
        moment(service.added_at),
        f"{policy.retention_days} days",
        f"{policy.backfill_days} days",
        policy.licensing.value,
        _kept_in_step(policy.keep_in_step),
    )


def _kept_in_step(setting: KeepInStep | None) -> str:
    """Says which new extensions become users, and with which profile."""
    if setting is None:
        return "no"
    which = f"site {setting.site}" if setting.site else "all"
    return f"{which}, {setting.security_profile}"


def test(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 1 if a user has a problem, or if the users together see only a part of the company."""
    service = tools.manager.services.get(args.name)
    print(f"service {service.name} at {service.server_url}")
    diagnoses = tools.diagnose(service)
    for diagnosis in diagnoses:
        _print(diagnosis)
    reach = UserReaches(tools.states, tools.clock).of(service.name)
    for sentence in reach.sentences:
        print(f"! {sentence}")
    ready = diagnoses and all(diagnosis.ok for diagnosis in diagnoses)
    return 0 if ready and not reach.partial else 1


def _print(diagnosis: Diagnosis) -> None:
    print(f"{diagnosis.user}: {'ready' if diagnosis.ok else 'not ready'}")
    if account := diagnosis.account:
        plan = " ".join(filter(None, (account.plan_name, account.edition)))
        print(f"  account {account.id}, plan {plan or 'unknown'}")
    if diagnosis.scopes:
        print(f"  granted: {', '.join(diagnosis.scopes)}")
    for problem in diagnosis.problems:
        print(f"  ! {problem}")


def remove(tools: Tools, args: argparse.Namespace) -> int:
    service = tools.manager.services.get(args.name)
    if not args.yes and not _confirmed(service.name):
        print("nothing was changed")
        return 1
    problem = tools.unsubscribe(service)
    tools.manager.remove(service.name)
    print(f"service {service.name} removed; its recordings and history stay")
    if problem:
        print(
            "the subscription could not be deleted; the webhook refuses its events until it expires:"
            f" {problem}"
        )
    print("the credentials can be restored in Secrets Manager for 7 days")
    return 0


def _confirmed(name: str) -> bool:
    if not sys.stdin.isatty():
        raise ConfigurationError("there is no terminal for the confirmation: give --yes")
    return input(f"Remove the service {name}? [y/N] ").strip().lower() in ("y", "yes")
