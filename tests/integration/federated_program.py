"""Signs someone in through a SAML provider at the emulator's Cognito, with Ringkeep's own trigger.

The user pool is made from the template. Run in a process of its own, because it patches the emulator. Prints
one JSON document for each attempt.
"""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from local.aws import patches

patches.apply()

from ministack.services import cognito  # noqa: E402 # patched first

from ringkeep.aws.access.pool_profiles import CognitoProfiles  # noqa: E402
from ringkeep.domain.access.federation import SENTENCES  # noqa: E402
from ringkeep.domain.access.user_records import UserRecord  # noqa: E402
from ringkeep.domain.access.users import User  # noqa: E402
from ringkeep.handlers.federation import stop_of  # noqa: E402
from ringkeep.usecases.access.link_federated import LinkFederated  # noqa: E402
from ringkeep.usecases.clock import SystemClock  # noqa: E402
from tests.unit.template.conditions import Deployment  # noqa: E402

PROVIDER, BACK = "Company", "https://calls.example.com/signed-in"
SAM = "sam@example.com"
PARAMETERS = {"SamlMetadataUrl": "https://idp.example.com/metadata"}


def ask(operation: str, **request: Any) -> dict[str, Any]:
    status, _, body = getattr(cognito, operation)(request)
    assert status == 200, body
    answer: dict[str, Any] = json.loads(body or b"{}")
    return answer


def made_pool() -> tuple[str, str]:
    """Returns the ids of the pool and of its client."""
    properties = Deployment(**PARAMETERS).resources
    pool_like = {
        name: properties["UserPool"][name] for name in ("UsernameAttributes", "UserPoolTier")
    }
    pool = ask("_create_user_pool", PoolName="people", **pool_like)["UserPool"]["Id"]
    mapping = {
        key: "email" if isinstance(value, dict) else value
        for key, value in properties["IdentityProvider"]["AttributeMapping"].items()
    }
    ask(
        "_create_identity_provider",
        UserPoolId=pool,
        ProviderName=PROVIDER,
        ProviderType=properties["IdentityProvider"]["ProviderType"],
        ProviderDetails={"MetadataURL": PARAMETERS["SamlMetadataUrl"]},
        AttributeMapping=mapping,
    )
    client = ask(
        "_create_user_pool_client",
        UserPoolId=pool,
        ClientName="console",
        CallbackURLs=[BACK],
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        SupportedIdentityProviders=["COGNITO", PROVIDER],
    )
    return pool, client["UserPoolClient"]["ClientId"]


def invited(pool: str, email: str) -> str:
    """Returns the person's id in the pool."""
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    user = ask(
        "_admin_create_user",
        UserPoolId=pool,
        Username=email,
        MessageAction="SUPPRESS",
        UserAttributes=attributes,
    )["User"]
    return next(str(it["Value"]) for it in user["Attributes"] if it["Name"] == "sub")


def trigger(people: dict[str, User]) -> LinkFederated:
    directory = SimpleNamespace(
        user_id_of_email=lambda email: people[email].id if email in people else "",
        user=lambda id_: next(UserRecord(user=it) for it in people.values() if it.id == id_),
    )
    client: Any = SimpleNamespace(
        admin_get_user=lambda **request: ask("_admin_get_user", **request),
        admin_link_provider_for_user=lambda **request: ask(
            "_admin_link_provider_for_user", **request
        ),
    )
    return LinkFederated(directory, CognitoProfiles(client), SystemClock(), PROVIDER)


def let_cognito_ask(link: LinkFederated) -> None:
    """In place of the Lambda function. The event has the user name in small letters, as AWS writes it."""

    def asked(
        pool_id: str, client_id: str, username: str, attributes: dict[str, str]
    ) -> dict[str, bool]:
        event: dict[str, Any] = {
            "triggerSource": "PreSignUp_ExternalProvider",
            "userPoolId": pool_id,
            "userName": username.lower(),
            "request": {"userAttributes": attributes},
        }
        if stop := stop_of(link, event):
            raise cognito._PreSignUpRejected(SENTENCES[stop])
        return {}

    cognito._apply_presignup_trigger = asked


def assertion(name_id: str, **attributes: str) -> str:
    listed = "".join(
        f'<Attribute Name="{name}"><AttributeValue>{value}</AttributeValue></Attribute>'
        for name, value in attributes.items()
    )
    text = (
        '<Response><Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Subject><NameID>'
        f"{name_id}</NameID></Subject><AttributeStatement>{listed}</AttributeStatement></Assertion></Response>"
    )
    return base64.b64encode(text.encode()).decode()


def attempt(client: str, name_id: str, **attributes: str) -> dict[str, object]:
    """One sign-in: where it ends, and what Cognito says."""
    asked = {
        "client_id": client,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid email",
    }
    _, headers, _ = cognito.handle_oauth2_authorize(
        "GET", "/oauth2/authorize", {}, {**asked, "identity_provider": PROVIDER}
    )
    relay = parse_qs(urlsplit(headers["Location"]).query)["RelayState"][0]
    form = urlencode({"SAMLResponse": assertion(name_id, **attributes), "RelayState": relay})
    status, headers, body = cognito._saml2_idp_response(form.encode(), {})
    code = parse_qs(urlsplit(headers.get("Location", "")).query).get("code", [""])[0]
    signed_in = cognito._auth_codes.get(code, {})
    return {
        "status": status,
        "said": (body or b"").decode(),
        "username": signed_in.get("username", ""),
    }


def main() -> None:
    pool, client = made_pool()
    sub = invited(pool, SAM)
    sam = User(
        id="0" * 32,
        name="Sam Lee",
        email=SAM,
        sub=sub,
        security_profile="agent",
        created_at=1,
        changed_at=1,
    )
    let_cognito_ask(trigger({SAM: sam}))
    known = {"email": SAM, "email_verified": "true", "sub": "AbCd-42"}
    attempts = {
        "stranger": attempt(client, "X-1", email="x@example.com", email_verified="true"),
        "unverified": attempt(client, "AbCd-42", email=SAM),
        "first": attempt(client, "AbCd-42", **known),
        "second": attempt(client, "AbCd-42", **known),
        "other account": attempt(client, "Other-7", email=SAM, email_verified="true"),
    }
    users = ask("_list_users", UserPoolId=pool)["Users"]
    print(json.dumps({"sub": sub, "attempts": attempts, "users": len(users)}))  # noqa: T201


if __name__ == "__main__":
    main()
