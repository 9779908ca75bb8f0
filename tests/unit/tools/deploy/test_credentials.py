"""Missing, expired and refused credentials each have a sentence."""

from __future__ import annotations

import pytest
from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

from tests.unit.tools.deploy.facts import REGION
from tools.deploy.credentials import problem_of


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (exceptions.NoCredentialsError(), "no AWS credentials were found: sign in with `aws sso"),
        (
            exceptions.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            "credentials are incomplete",
        ),
        (exceptions.ProfileNotFound(profile="work"), "(work) could not be found: set AWS_PROFILE"),
        (
            exceptions.UnauthorizedSSOTokenError(),
            "your sign-in at AWS has ended: run `aws sso login`",
        ),
        (exceptions.SSOTokenLoadError(error_msg="none"), "your sign-in at AWS has ended"),
        (
            exceptions.EndpointConnectionError(endpoint_url="https://sts"),
            "AWS does not answer in eu-central-1: check the network",
        ),
        (exceptions.ConnectTimeoutError(endpoint_url="https://sts"), "AWS does not answer"),
    ],
)
def test_what_the_machine_lacks(error: BotoCoreError, sentence: str) -> None:
    assert sentence in problem_of(error, REGION)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ExpiredToken", "the AWS credentials have expired"),
        ("ExpiredTokenException", "the AWS credentials have expired"),
        ("InvalidClientTokenId", "AWS does not know these credentials"),
        ("UnrecognizedClientException", "eu-central-1 may be a region that this account has not"),
        ("SignatureDoesNotMatch", "the secret key does not belong to the access key"),
        ("AccessDenied", "these AWS credentials may not be used here: An error occurred"),
        ("Throttling", "AWS refuses the request: An error occurred (Throttling)"),
    ],
)
def test_what_aws_refuses(code: str, sentence: str) -> None:
    error = ClientError({"Error": {"Code": code, "Message": "m"}}, "GetCallerIdentity")
    assert sentence in problem_of(error, REGION)
