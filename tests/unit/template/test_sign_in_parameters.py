"""Two factors, the sender of mails and a company's identity provider: parameters whose defaults change
nothing in a deployed stack."""

from __future__ import annotations

from typing import Any

import pytest

from tests.released import released_template
from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import TEMPLATE
from tests.unit.template.test_invitation import invitation
from tests.unit.template.test_operators import KEY
from tests.unit.template.test_parameters import accepts

SAML_URL = "https://login.example.com/7c0d/federationmetadata.xml?appid=3f"
SAML = {"SamlMetadataUrl": SAML_URL}
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ringkeep/oidc-AbCdEf"
OIDC = {
    "OidcIssuer": "https://login.example.com/v2.0",
    "OidcClientId": "0a1b",
    "OidcClientSecretArn": SECRET,
}
SES = {
    "MailFromAddress": "quality@example.com",
    "SesIdentityArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
}
OLD = {"CreatedByVersion010": "true"}
PROVIDERS = pytest.mark.parametrize("provider", [SAML, OIDC], ids=["SAML", "OIDC"])


def pool(**parameters: str) -> dict[str, Any]:
    return Deployment(**parameters).resources["UserPool"]


def client(**parameters: str) -> dict[str, Any]:
    return Deployment(**parameters).resources["ConsoleClient"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "ON"),
        (OLD, "OPTIONAL"),
        ({"MultiFactorAuthentication": "OPTIONAL"}, "OPTIONAL"),
        ({**OLD, "MultiFactorAuthentication": "OPTIONAL"}, "OPTIONAL"),
        # The pool is ON by then: `ringkeep mfa on` has turned it on.
        ({**OLD, "MultiFactorAuthentication": "ON"}, "ON"),
    ],
)
def test_a_new_pool_requires_two_factors_and_an_older_one_stays(
    parameters: dict[str, str], expected: str
) -> None:
    assert pool(**parameters)["MfaConfiguration"] == expected
    assert pool(**parameters)["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert Deployment(**parameters).outputs["TwoFactors"] == expected


def test_the_update_of_a_released_stack_does_not_touch_its_second_factor() -> None:
    """CloudFormation cannot turn it on in a pool that exists."""
    released = released_template()["Resources"]["UserPool"]["Properties"]
    present = pool(**OLD)
    for name in ("MfaConfiguration", "EnabledMfas"):
        assert present[name] == released[name]


def test_the_invitation_says_that_an_authenticator_app_is_needed() -> None:
    assert "authenticator app" in invitation()[1]
    assert "authenticator app" not in invitation(MultiFactorAuthentication="OPTIONAL")[1]


@pytest.mark.parametrize("parameters", [{}, OLD])
def test_without_parameters_there_is_no_provider_and_no_other_sender(
    parameters: dict[str, str],
) -> None:
    deployment = Deployment(**parameters)
    assert "IdentityProvider" not in deployment.resources
    assert client(**parameters)["SupportedIdentityProviders"] == ["COGNITO"]
    assert not {"EmailConfiguration", "LambdaConfig"} & set(pool(**parameters))
    assert deployment.broken_rules == []


@PROVIDERS
def test_a_provider_adds_its_own_resources_and_changes_only_the_pool_its_client_and_the_api(
    provider: dict[str, str],
) -> None:
    off, on = Deployment().resources, Deployment(**provider).resources
    added = set(on) - set(off)
    assert "IdentityProvider" in added
    assert all(TEMPLATE["Resources"][name]["Condition"] == "HasIdentityProvider" for name in added)
    assert {name for name in off if on[name] != off[name]} == {
        "UserPool",
        "ConsoleClient",
        "ApiFunction",
    }


@PROVIDERS
def test_the_pool_asks_before_it_creates_someone_whom_the_provider_sends(
    provider: dict[str, str],
) -> None:
    resources = Deployment(**provider).resources
    asked = {"Fn::GetAtt": ["LinkFederatedFunction", "Arn"]}
    assert pool(**provider)["LambdaConfig"] == {"PreSignUp": asked}
    permission = resources["LinkFederatedPermission"]
    assert permission["Principal"] == "cognito-idp.amazonaws.com"
    assert permission["SourceArn"] == {"Fn::GetAtt": ["UserPool", "Arn"]}


def test_the_pool_and_the_function_do_not_wait_for_each_other() -> None:
    """The pool names the function. So the function's variables and role do not name the pool."""
    resources = Deployment(**SAML).resources
    assert "UserPool" not in str(resources["LinkFederatedFunction"])
    (statement,) = resources["LinkFederatedPoolRights"]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == [{"Fn::GetAtt": ["UserPool", "Arn"]}]
    assert resources["LinkFederatedPoolRights"]["Roles"] == [{"Ref": "LinkFederatedFunctionRole"}]


def test_cognito_waits_five_seconds() -> None:
    assert Deployment(**SAML).resources["LinkFederatedFunction"]["Timeout"] <= 5


def test_the_function_may_use_an_own_key() -> None:
    own = Deployment(**SAML, KmsKeyArn=KEY).resources
    assert own["LinkFederatedKeyRights"]["Roles"] == [{"Ref": "LinkFederatedFunctionRole"}]
    assert own["LinkFederatedLogs"]["KmsKeyId"] == {"Ref": "KmsKeyArn"}
    assert "LinkFederatedKeyRights" not in Deployment(**SAML).resources
    assert "LinkFederatedKeyRights" not in Deployment(KmsKeyArn=KEY).resources


def test_a_saml_provider_is_read_from_its_metadata() -> None:
    provider = Deployment(**SAML).resources["IdentityProvider"]
    assert provider["ProviderType"] == "SAML"
    assert provider["ProviderDetails"] == {
        "MetadataURL": {"Ref": "SamlMetadataUrl"},
        "IDPSignout": "false",
    }


def test_an_oidc_provider_has_its_secret_from_secrets_manager() -> None:
    provider = Deployment(**OIDC).resources["IdentityProvider"]
    assert provider["ProviderType"] == "OIDC"
    assert provider["ProviderDetails"]["client_secret"] == {
        "Fn::Sub": "{{resolve:secretsmanager:${OidcClientSecretArn}:SecretString}}"
    }
    assert "email" in provider["ProviderDetails"]["authorize_scopes"]


def test_no_parameter_takes_a_secret() -> None:
    assert not accepts("OidcClientSecretArn", "s3cr3t-value")
    assert accepts("OidcClientSecretArn", SECRET)
    assert not accepts("OidcClientSecretArn", f"{SECRET}:SecretString")


@PROVIDERS
def test_the_verified_address_and_the_exact_identifier_are_mapped(provider: dict[str, str]) -> None:
    """Cognito's user name has small letters only; `profile` keeps the identifier as it was sent."""
    mapping = Deployment(**provider).resources["IdentityProvider"]["AttributeMapping"]
    assert mapping == {
        "email": {"Ref": "IdentityProviderEmailAttribute"},
        "email_verified": "email_verified",
        "name": "name",
        "profile": "sub",
    }


@PROVIDERS
def test_the_sign_in_page_offers_the_provider_beside_the_password(provider: dict[str, str]) -> None:
    password, company = client(**provider)["SupportedIdentityProviders"]
    assert password == "COGNITO"
    assert company == {
        "Fn::Select": [0, [{"Ref": "IdentityProviderName"}, {"Ref": "IdentityProvider"}]]
    }


def test_passwords_can_be_turned_off_with_a_provider_only() -> None:
    without = {**SAML, "PasswordSignIn": "false"}
    assert Deployment(**without).broken_rules == []
    assert "COGNITO" not in client(**without)["SupportedIdentityProviders"]
    (broken,) = Deployment(PasswordSignIn="false").broken_rules
    assert "no one could sign in" in broken


def test_two_providers_and_half_a_provider_are_refused() -> None:
    assert Deployment(**SAML, **OIDC).broken_rules
    for missing in ("OidcClientId", "OidcClientSecretArn"):
        given = {name: value for name, value in OIDC.items() if name != missing}
        assert Deployment(**given).broken_rules == [
            "OidcIssuer needs OidcClientId and OidcClientSecretArn."
        ]


def test_the_invitation_names_the_provider() -> None:
    assert "choose ${IdentityProviderName} on the sign-in page" in invitation(**SAML)[1]


@pytest.mark.parametrize(
    "name", ["COGNITO", "Google", "Facebook", "ab", "-x-", "a_b", "a b", "a<b>"]
)
def test_a_provider_s_name_is_safe_and_not_taken(name: str) -> None:
    assert not accepts("IdentityProviderName", name)


@pytest.mark.parametrize("name", ["Company", "Entra-ID", "GoogleWorkspace", "Okta"])
def test_a_usual_name_of_a_provider_is_accepted(name: str) -> None:
    assert accepts("IdentityProviderName", name)


@pytest.mark.parametrize("parameter", ["SamlMetadataUrl", "OidcIssuer"])
@pytest.mark.parametrize(
    "url",
    [
        "http://idp.example.com",
        "https://localhost/x",
        "https://idp.example.com/ x",
        "idp.example.com",
    ],
)
def test_an_address_that_is_not_public_https_is_refused(parameter: str, url: str) -> None:
    assert not accepts(parameter, url)
    assert accepts(parameter, SAML_URL)


@pytest.mark.parametrize(
    "name",
    ["email", "user.email", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"],
)
def test_the_attribute_of_the_address_may_be_a_claim_of_saml(name: str) -> None:
    assert accepts("IdentityProviderEmailAttribute", name)


def test_mails_go_through_ses_if_a_sender_and_its_identity_are_given() -> None:
    assert pool(**SES)["EmailConfiguration"] == {
        "EmailSendingAccount": "DEVELOPER",
        "From": {"Ref": "MailFromAddress"},
        "SourceArn": {"Ref": "SesIdentityArn"},
    }
    assert Deployment(**SES).broken_rules == []


@pytest.mark.parametrize("name", sorted(SES))
def test_a_sender_and_its_identity_need_each_other(name: str) -> None:
    assert len(Deployment(**{name: SES[name]}).broken_rules) == 1


@pytest.mark.parametrize("identity", ["example.com", "quality@example.com", "a+b@mail.example.com"])
def test_an_identity_of_ses_is_a_domain_or_an_address(identity: str) -> None:
    assert accepts("SesIdentityArn", f"arn:aws:ses:eu-west-1:123456789012:identity/{identity}")
    assert not accepts("SesIdentityArn", f"arn:aws:ses:eu-west-1:123456789012:template/{identity}")
    assert not accepts("SesIdentityArn", identity)


def test_signing_out_can_revoke_the_refresh_token_which_ends_within_a_day() -> None:
    settings = client()
    assert settings["EnableTokenRevocation"] is True
    assert settings["TokenValidityUnits"]["RefreshToken"] == "hours"
    assert settings["RefreshTokenValidity"] <= 12
    assert settings["TokenValidityUnits"]["AccessToken"] == "minutes"
    assert settings["AccessTokenValidity"] <= 60


def test_the_console_s_tokens_cannot_change_the_user_pool() -> None:
    """With the scope aws.cognito.signin.user.admin a stolen token could remove the second factor."""
    assert client()["AllowedOAuthScopes"] == ["openid", "email"]
    assert client()["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.mark.parametrize(
    ("minutes", "accepted"),
    [
        ("0", 1),
        ("4", 0),
        ("5", 1),
        ("60", 1),
        ("720", 1),
        ("721", 0),
        ("060", 0),
        ("", 0),
        ("1.5", 0),
    ],
)
def test_the_time_without_activity_is_whole_minutes(minutes: str, accepted: int) -> None:
    assert accepts("ConsoleIdleMinutes", minutes) == bool(accepted)
    assert accepts("ConsoleIdleMinutes", TEMPLATE["Parameters"]["ConsoleIdleMinutes"]["Default"])
