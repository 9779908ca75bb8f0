"""`make up`: the stack on this machine against a RingCentral server, until interrupted."""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from local import console
from local.clients import Clients
from local.credentials import CredentialsMissing, as_json, connection_for, read_env_file
from local.environment import ROOT
from local.front import Front
from local.processes import StackFailed
from local.signals import end_on_signals
from local.stack import LocalStack
from ringkeep.domain.accounts.services import is_loopback

PID_FILE = ROOT / ".local" / "up.pid"
_FOLDER = ROOT / ".local" / "up"
_SECRETS = ("tokens", "webhook_verification_token")
"""Only the ready file has them."""
_TRIES = 3
"""The first start of the webhook's function may take longer than RingCentral waits."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make up", description=__doc__)
    parser.add_argument("--server-url", default="", help="default: RINGCENTRAL_SERVER_URL of .env")
    parser.add_argument("--ready-file", type=Path, help="written once the stack is usable")
    parser.add_argument("--port", type=int, default=None, help="default: 4566 if it is free")
    parser.add_argument("--console-port", type=int, default=None, help="default: 5180 if free")
    parser.add_argument("--folder", type=Path, default=_FOLDER, help="state between runs")
    parser.add_argument("--parameters", default="", help="template parameters, Key=Value ...")
    return parser.parse_args(argv)


def ready_document(stack: LocalStack, front: Front, server_url: str) -> dict[str, object]:
    clients = Clients(stack)
    someone = console.people(stack, clients)
    # A RingCentral account elsewhere cannot reach this machine.
    console.subscribe(clients, tries=_TRIES if is_loopback(urlsplit(server_url).hostname) else 1)
    return {
        "aws_endpoint_url": stack.endpoint_url,
        "region": stack.region,
        "stack_name": stack.stack_name,
        "outputs": stack.outputs,
        **console.ready_facts(stack, front, someone),
    }


def write_atomically(path: Path, document: dict[str, object]) -> None:
    """A reader sees the complete document or none. Only its owner may read it, because it holds tokens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.touch(mode=0o600)
    partial.write_text(json.dumps(document, indent=2))
    partial.replace(path)


def parameters_of(text: str) -> dict[str, str]:
    """Raises ValueError for a word that is not Key=Value."""
    pairs = [word.partition("=") for word in text.split()]
    wrong = [key for key, equals, _ in pairs if not equals]
    if wrong:
        raise ValueError(f"PARAMETERS takes Key=Value: {' '.join(wrong)}")
    return {key: value for key, _, value in pairs}


def _server_url(argument: str, environment: dict[str, str]) -> str:
    url = argument or environment.get("RINGCENTRAL_SERVER_URL", "")
    if not url:
        raise ValueError("say which server: make up RINGCENTRAL_SERVER_URL=https://...")
    return url


def serve(options: argparse.Namespace, until: threading.Event) -> None:
    """Starts everything, prints the facts and waits. Raises StackFailed, CredentialsMissing, ValueError."""
    environment = {**read_env_file(ROOT / ".env"), **os.environ}
    url = _server_url(options.server_url, environment)
    connection = connection_for(url, environment)
    port, console_url = console.address(options.console_port)
    parameters = {**console.parameters_for(console_url), **parameters_of(options.parameters)}
    print(f"RingCentral is {url}", flush=True)
    with (
        LocalStack(options.folder, port=options.port, parameters=parameters, persist=True) as stack,
        Front(stack, port) as front,
    ):
        console.publish(stack)
        stack.command_line(
            "service", "add", "default", "--from-json", "-", text=as_json(connection)
        )
        stack.end_command_line()
        _tell(stack, ready_document(stack, front, url), options.ready_file)
        try:
            until.wait()
        finally:
            if options.ready_file:
                options.ready_file.unlink(missing_ok=True)


def _tell(stack: LocalStack, document: dict[str, object], ready_file: Path | None) -> None:
    shown = {name: value for name, value in document.items() if name not in _SECRETS}
    print(json.dumps(shown, indent=2))
    print(f"up; logs in {stack.log_path}; Ctrl-C ends it, `make down` too", flush=True)
    if ready_file:
        write_atomically(ready_file, document)


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    PID_FILE.parent.mkdir(exist_ok=True)
    PID_FILE.write_text(str(os.getpid()))
    try:
        end_on_signals()
        serve(options, threading.Event())
    except KeyboardInterrupt:
        print("stopped; its state is kept", flush=True)
    except (StackFailed, CredentialsMissing, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        PID_FILE.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
