"""Why AWS does not accept the credentials, in a sentence."""

from __future__ import annotations

from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

_HOW = (
    "sign in with `aws sso login`, or run `aws configure`, or export AWS_ACCESS_KEY_ID and"
    " AWS_SECRET_ACCESS_KEY"
)
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
_UNKNOWN = ("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId")
_DENIED = ("AccessDenied", "AccessDeniedException")


_SENTENCES: tuple[tuple[tuple[type[BotoCoreError], ...], str], ...] = (
    ((exceptions.NoCredentialsError,), f"no AWS credentials were found: {_HOW}."),
    (
        (exceptions.PartialCredentialsError,),
        f"the AWS credentials are incomplete ({{error}}): {_HOW}.",
    ),
    (
        (exceptions.ProfileNotFound,),
        "{error}: set AWS_PROFILE to a profile of `aws configure list-profiles`.",
    ),
    (
        (
            exceptions.SSOError,
            exceptions.SSOTokenLoadError,
            exceptions.UnauthorizedSSOTokenError,
            exceptions.TokenRetrievalError,
        ),
        "your sign-in at AWS has ended: run `aws sso login`, then deploy again.",
    ),
    (
        (exceptions.HTTPClientError, exceptions.ConnectionError),
        "AWS does not answer in {region}: check the network, and the region's name. ({error})",
    ),
)


def problem_of(error: BotoCoreError | ClientError, region: str) -> str:
    if isinstance(error, ClientError):
        return _refusal(error.response["Error"].get("Code", ""), str(error), region)
    for types, sentence in _SENTENCES:
        if isinstance(error, types):
            return sentence.format(error=error, region=region)
    return f"AWS cannot be asked with these credentials: {error}"


def _refusal(code: str, text: str, region: str) -> str:
    if code in _EXPIRED:
        return f"the AWS credentials have expired: {_HOW}, then deploy again."
    if code in _UNKNOWN:
        return (
            f"AWS does not know these credentials: {_HOW}. If they work elsewhere, {region} may be a"
            " region that this account has not enabled."
        )
    if code == "SignatureDoesNotMatch":
        return (
            "AWS refuses the credentials: the secret key does not belong to the access key, or this"
            f" machine's clock is wrong. To give others, {_HOW}."
        )
    if code in _DENIED:
        return f"these AWS credentials may not be used here: {text}"
    return f"AWS refuses the request: {text}"
