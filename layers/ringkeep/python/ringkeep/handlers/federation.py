"""The function that Cognito asks before it creates a user: the trigger PreSignUp.

To refuse, a trigger has to fail. Expected refusals are therefore errors of the function, and no alarm watches
these. A metric counts what should not happen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeAlias

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ConfigDict, Field

from ringkeep.domain.access.federation import SENTENCES, SignInStop, arrival
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.domain.model import Model
from ringkeep.errors import RingkeepError
from ringkeep.failures import reported
from ringkeep.observability import count, logger, metrics, name_stack
from ringkeep.settings import LinkFederatedSettings, read_settings
from ringkeep.usecases.access.link_federated import LinkFederated
from ringkeep.wiring.federation import linker

Handler: TypeAlias = Callable[[Mapping[str, JsonValue], LambdaContext], JsonObject]


class SignInRefused(Exception):
    """Cognito shows the message to the person."""


class _Request(Model):
    model_config = ConfigDict(extra="ignore")

    attributes: Mapping[str, str] = Field(alias="userAttributes", default={})


class PreSignUp(Model):
    """Cognito's event, as far as it is read. An administrator's new user has another source."""

    model_config = ConfigDict(extra="ignore")

    source: str = Field(alias="triggerSource")
    pool_id: str = Field(alias="userPoolId")
    username: str = Field(alias="userName", default="")
    request: _Request = _Request()


def stop_of(link: LinkFederated, sent: Mapping[str, JsonValue]) -> SignInStop | None:
    """Returns why the user must not be created, None if they may be."""
    event = PreSignUp.model_validate(sent)
    match event.source:
        case "PreSignUp_ExternalProvider":
            return link(event.pool_id, arrival(event.username, event.request.attributes))
        case "PreSignUp_SignUp":
            return SignInStop.NO_SELF_SIGN_UP
    return None


def link_federated() -> Handler:
    """Returns the handler. Cognito waits five seconds, so everything is prepared when the function starts."""

    @cache
    def link() -> LinkFederated:
        return linker(read_settings(LinkFederatedSettings, os.environ))

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics
    def handler(event: Mapping[str, JsonValue], context: LambdaContext) -> JsonObject:
        try:
            stop = reported(context.function_name, lambda: stop_of(link(), event))
        except Exception as error:  # noqa: BLE001 # counted, and raised again
            count("FederatedSignInFailed")
            raise _shown(error) from None
        if stop:
            _log(stop)
            raise SignInRefused(SENTENCES[stop])
        return dict(event)

    name_stack()
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        link()
    typed: Handler = handler
    return typed


def _shown(error: Exception) -> Exception:
    """The person who signs in reads the message: it says what to do if another attempt may help."""
    may_help = isinstance(error, RingkeepError) and error.retryable
    return SignInRefused(SENTENCES[SignInStop.TRY_AGAIN]) if may_help else error


def _log(stop: SignInStop) -> None:
    """Neither the address nor the provider's id is logged: both are personal."""
    count("FederatedSignInConnected" if stop is SignInStop.CONNECTED else "FederatedSignInRefused")
    logger.info("sign-in through the identity provider stopped", extra={"code": stop.value})
