"""`webhook show` and `webhook rotate-key`. Neither prints a key: the address is a secret."""

from __future__ import annotations

import argparse

from ringkeep.cli.text import moment, table
from ringkeep.cli.tools import Tools
from ringkeep.domain.events.webhook_keys import WebhookKeys
from ringkeep.errors import ConfigurationError

_STARTED = (
    "a second address is valid; RingCentral gets it within five minutes, and the old one ends about"
    " five minutes later"
)
_UNDER_WAY = (
    "a rotation is under way already; the old address ends when RingCentral has the new one"
)


def show(tools: Tools, args: argparse.Namespace) -> int:
    keyring = tools.webhook_keys.all()
    if not keyring:
        print("no service has an address yet: keep_subscriptions creates it within five minutes")
        return 0
    lines = [(name, _state(keys), _since(keys)) for name, keys in sorted(keyring.items())]
    print(table(("SERVICE", "ADDRESSES", "ROTATION SINCE"), lines))
    return 0


def _state(keys: WebhookKeys) -> str:
    return "two" if keys.next else "one"


def _since(keys: WebhookKeys) -> str:
    return moment(keys.next_made_at) if keys.next else "-"


def rotate(tools: Tools, args: argparse.Namespace) -> int:
    """Returns 0 also if a rotation is under way: repeating the command changes nothing."""
    for service in _services(tools, args):
        started = tools.webhook_keys.rotate(service)
        print(f"{service}: {_STARTED if started else _UNDER_WAY}")
    return 0


def _services(tools: Tools, args: argparse.Namespace) -> list[str]:
    name: str | None = args.service
    if bool(name) == bool(args.all):
        raise ConfigurationError("give the name of a service, or --all")
    return [name] if name else [service.name for service in tools.manager.list()]
