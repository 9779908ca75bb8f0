"""People of a laptop stack, and their sign-in: the same steps as the console's, without a browser."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx

from local.processes import StackFailed
from local.stack import LocalStack

ROLES = ("Administrator", "Manager", "Agent")
_PROFILES = {"Manager": "Limited Administrator"}
"""The manager of a laptop stack sees everyone: no one reports to them."""


def _password() -> str:
    """A password that satisfies the user pool's rules."""
    return f"Aa1{secrets.token_urlsafe(12)}"


@dataclass(frozen=True)
class Person:
    """`profile` is the name of their security profile, by default the one that fits the role."""

    role: str
    email: str
    password: str = field(repr=False)
    profile: str = ""

    @property
    def security_profile(self) -> str:
        return self.profile or _PROFILES.get(self.role, self.role)


def new_person(role: str, email: str = "") -> Person:
    """A person with a new password. By default the role is their address."""
    return Person(role, email or f"{role.lower()}@example.com", _password())


def new_people() -> list[Person]:
    return [new_person(role) for role in ROLES]


def add_people(stack: LocalStack, service: str = "", extension_id: str = "") -> list[Person]:
    """One person for each role. The agent is the user of the extension."""
    people = new_people()
    for person in people:
        add_person(stack, person, service, extension_id if person.role == "Agent" else "")
    return people


def add_person(
    stack: LocalStack, person: Person, service: str = "", extension_id: str = ""
) -> None:
    """Adds a person, or changes an existing one."""
    command = ["user", "add", person.email, "--role", person.security_profile, "--password-stdin"]
    if extension_id:
        command += ["--service", service, "--extension-id", extension_id]
    stack.command_line(*command, text=person.password)


def access_token(stack: LocalStack, origin: str, person: Person) -> str:
    """A bearer token that is valid for an hour, by authorization code with PKCE. Raises StackFailed."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    asked = {
        "client_id": stack.outputs["ConsoleClientId"],
        "redirect_uri": f"{origin}/signed-in",
        "response_type": "code",
        "scope": "openid email",
        "state": secrets.token_urlsafe(8),
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    with httpx.Client(base_url=stack.endpoint_url, timeout=30, trust_env=False) as client:
        code = _code(client, {**asked, "username": person.email, "password": person.password})
        answer = client.post(
            "/oauth2/token",
            data={
                "grant_type": "authorization_code",
                "client_id": asked["client_id"],
                "redirect_uri": asked["redirect_uri"],
                "code": code,
                "code_verifier": verifier,
            },
        )
    if answer.status_code != httpx.codes.OK:
        raise StackFailed(f"no token for {person.email}: {answer.status_code} {answer.text[:300]}")
    return str(answer.json()["access_token"])


def _code(client: httpx.Client, form: dict[str, str]) -> str:
    answer = client.post("/login", data=form)
    codes = parse_qs(urlsplit(answer.headers.get("location", "")).query).get("code")
    if not codes:
        raise StackFailed(f"{form['username']} cannot sign in: {answer.status_code}")
    return str(codes[0])
