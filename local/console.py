"""The console of a laptop stack: its address, files and people, and the facts that a client needs."""

from __future__ import annotations

import json

import boto3

from local.clients import Clients, FunctionFailed
from local.environment import ROOT, free_port
from local.front import Front
from local.processes import StackFailed
from local.sign_in import Person, access_token, add_people, add_person
from local.stack import LocalStack

DEFAULT_PORT = 5180
SERVICE = "default"
_KEYS_NAME = "_keys"
_SUBSCRIBE_TRIES = 5


def address(port: int | None = None) -> tuple[int, str]:
    """The console's port and address. The deployment needs them as parameters."""
    chosen = free_port(DEFAULT_PORT if port is None else port)
    return chosen, f"http://127.0.0.1:{chosen}"


def parameters_for(url: str) -> dict[str, str]:
    return {"ConsoleUrl": url, "WebhookBaseUrl": url}


def publish(stack: LocalStack) -> None:
    """Does nothing for a stack without a console."""
    if "ConsoleDistributionId" in stack.outputs:
        stack.command_line("console", "publish", str(ROOT / "web" / "dist"))


def people(stack: LocalStack, clients: Clients) -> list[Person]:
    """Adds one person for each role. The agent has the first user's extension."""
    return add_people(stack, SERVICE, first_extension(clients))


def assign(stack: LocalStack, person: Person, service: str, extension_id: str) -> None:
    """Gives the extension to the person."""
    add_person(stack, person, service, extension_id)


def first_extension(clients: Clients) -> str:
    """The id of the account's user with the lowest number; empty if the extensions cannot be listed."""
    try:
        clients.invoke("SyncExtensionsFunctionName", {"service": SERVICE})
    except FunctionFailed:
        return ""
    found = [
        each
        for each in clients.extensions(SERVICE)
        if each.get("type") == "User" and each.get("status") == "Enabled"
    ]
    found.sort(key=lambda each: (len(str(each.get("number"))), str(each.get("number"))))
    return str(found[0]["id"]) if found else ""


def subscribe(clients: Clients, tries: int = _SUBSCRIBE_TRIES) -> None:
    """Subscribes now instead of within minutes, and prints the result or what is in the way. Tries again
    if the webhook's function took too long to start for RingCentral's test of the address."""
    for _ in range(tries):
        try:
            answer = json.dumps(
                clients.invoke("KeepSubscriptionsFunctionName", {"service": SERVICE})
            )
        except FunctionFailed as problem:
            answer = str(problem)
        if any(f'"action": "{action}"' in answer for action in ("made", "kept")):
            print("RingCentral's events: subscribed", flush=True)
            return
    print(f"RingCentral's events: {answer}", flush=True)


def webhook_url(stack: LocalStack, service: str = SERVICE) -> str:
    """The address where RingCentral delivers the service's events. Raises StackFailed if it has none yet."""
    url = stack.outputs["WebhookUrl"].replace("{service}", service)
    return url.replace("{key}", webhook_keys(stack, service)[-1]) if "{key}" in url else url


def webhook_keys(stack: LocalStack, service: str = SERVICE) -> tuple[str, ...]:
    """The valid keys of the address: two during a rotation. Raises StackFailed if there is none."""
    services = json.loads(_webhook_secret(stack, _KEYS_NAME))["services"]
    if service not in services:
        raise StackFailed(f"the service {service} has no webhook key")
    keys = services[service]
    return tuple(keys[name] for name in ("current", "next") if keys.get(name))


def verification_token(stack: LocalStack, service: str = SERVICE) -> str:
    """The token that RingCentral sends with every event. Raises StackFailed if the service has none yet."""
    return _webhook_secret(stack, service)


def _webhook_secret(stack: LocalStack, name: str) -> str:
    client = boto3.client(
        "secretsmanager",
        endpoint_url=stack.endpoint_url,
        region_name=stack.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    secret = f"{stack.outputs['WebhookSecretsPrefix']}{name}"
    try:
        return client.get_secret_value(SecretId=secret)["SecretString"]
    except client.exceptions.ResourceNotFoundException:
        raise StackFailed(f"the stack has no secret {secret}") from None


def ready_facts(stack: LocalStack, front: Front, someone: list[Person]) -> dict[str, object]:
    """The console's and the webhook's part of the ready file."""
    # Signing in returns to this address; it is not the front's while the console is being developed.
    origin = stack.outputs["ConsoleUrl"]
    return {
        "webhook_url": webhook_url(stack),
        "webhook_verification_token": verification_token(stack),
        "api_url": front.url,
        "console_url": front.url,
        "tokens": {each.role: access_token(stack, origin, each) for each in someone},
    }
