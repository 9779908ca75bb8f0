"""The console of a laptop stack: its address, its files, its people, and what a client must know."""

from __future__ import annotations

import json

import boto3

from local.clients import Clients, FunctionFailed
from local.environment import ROOT, free_port
from local.front import Front
from local.sign_in import Person, access_token, add_people, add_person
from local.stack import LocalStack, StackFailed

DEFAULT_PORT = 5180
SERVICE = "default"


def address(port: int | None = None) -> tuple[int, str]:
    """The port of the console and its address, which the deployment must know beforehand."""
    chosen = free_port(DEFAULT_PORT if port is None else port)
    return chosen, f"http://127.0.0.1:{chosen}"


def parameters_for(url: str) -> dict[str, str]:
    return {"ConsoleUrl": url, "WebhookBaseUrl": url}


def publish(stack: LocalStack) -> None:
    stack.command_line("console", "publish", str(ROOT / "web" / "dist"))


def people(stack: LocalStack, clients: Clients) -> list[Person]:
    """One for each role; the agent has the first user's extension."""
    return add_people(stack, SERVICE, first_extension(clients))


def assign(stack: LocalStack, person: Person, service: str, extension_id: str) -> None:
    """Makes an extension the person's own."""
    add_person(stack, person, service, extension_id)


def first_extension(clients: Clients) -> str:
    """The id of the account's user with the lowest number; empty when nobody could be listed."""
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


def subscribe(clients: Clients) -> None:
    """As the schedule would within minutes; what is in the way is told."""
    try:
        told = clients.invoke("KeepSubscriptionsFunctionName", {"service": SERVICE})
    except FunctionFailed as problem:
        told = str(problem)
    print(f"subscription to RingCentral's events: {json.dumps(told)}", flush=True)


def webhook_url(stack: LocalStack) -> str:
    return stack.outputs["WebhookUrl"].replace("{service}", SERVICE)


def verification_token(stack: LocalStack, service: str = SERVICE) -> str:
    """What RingCentral proves itself with. Raises StackFailed when the service has none yet."""
    client = boto3.client(
        "secretsmanager",
        endpoint_url=stack.endpoint_url,
        region_name=stack.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    name = f"{stack.outputs['WebhookSecretsPrefix']}{service}"
    try:
        return client.get_secret_value(SecretId=name)["SecretString"]
    except client.exceptions.ResourceNotFoundException:
        raise StackFailed(f"the service {service} has no verification token") from None


def ready_facts(stack: LocalStack, front: Front, someone: list[Person]) -> dict[str, object]:
    """What the ready file says about console and webhook."""
    # Signing in returns to this address; it is not the front's while the console is being developed.
    origin = stack.outputs["ConsoleUrl"]
    return {
        "webhook_url": webhook_url(stack),
        "webhook_verification_token": verification_token(stack),
        "api_url": front.url,
        "console_url": front.url,
        "tokens": {each.role: access_token(stack, origin, each) for each in someone},
    }
