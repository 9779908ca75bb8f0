"""The settings of a function: read once from its environment, validated, frozen.

The template writes these variables; docs/guide.md lists what a deployer may set.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ringkeep.domain.accounts.services import is_loopback
from ringkeep.errors import ConfigurationError


class Settings(BaseModel):
    """Names of the stack's resources, and the switches of its deployer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stack_name: str
    calls_table_name: str
    directory_table_name: str
    limiter_table_name: str
    tokens_table_name: str
    recordings_bucket_name: str
    secrets_prefix: str
    live_table_name: str = ""
    viewers_table_name: str = ""
    webhook_secrets_prefix: str = ""
    webhook_base_url: str = ""
    webhook_key: str = ""
    """The part of the webhook's path that strangers do not know."""
    live_connections_url: str = ""
    """The management endpoint of the WebSocket API."""
    user_pool_id: str = ""
    console_client_id: str = ""
    console_url: str = ""
    sign_in_issuer: str = ""
    sign_in_url: str = ""
    sync_extensions_function_name: str = ""
    import_recording_state_machine_arn: str = ""
    backfill_state_machine_arn: str = ""
    call_log_poll_interval_minutes: Annotated[int, Field(ge=1)] = 5
    maximum_recording_megabytes: Annotated[int, Field(ge=1)] = 1024
    ringcentral_enable_raw_event_logging: bool = True
    ringcentral_enable_verbose_event_logging: bool = True
    clock_speed: Annotated[float, Field(ge=1)] = 1.0
    """Above 1, limits and ladders run faster: for a laptop stack alone."""
    aws_endpoint_url: str = ""

    @model_validator(mode="after")
    def _fast_clock_is_local(self) -> Self:
        if self.clock_speed != 1 and not self.is_local:
            raise ValueError("CLOCK_SPEED other than 1 works only on a loopback endpoint")
        return self

    @property
    def connections_endpoint(self) -> str:
        """Where sockets are written to. On a laptop an API has no host name of its own: one endpoint
        serves all, and the emulator finds the API by this path."""
        if not self.is_local:
            return self.live_connections_url
        url = urlsplit(self.live_connections_url)
        api_id = (url.hostname or "").partition(".")[0]
        return f"{self.aws_endpoint_url.rstrip('/')}/_aws/execute-api/{api_id}{url.path}"

    @property
    def is_local(self) -> bool:
        """Whether the stack runs on this machine: the endpoint is loopback."""
        return is_loopback(urlsplit(self.aws_endpoint_url).hostname)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises ConfigurationError that names each variable that is missing or wrong."""
    values = {name: environment.get(name.upper()) for name in Settings.model_fields}
    try:
        return Settings.model_validate({k: v for k, v in values.items() if v not in (None, "")})
    except ValidationError as problem:
        details = "; ".join(
            f"{'.'.join(map(str, error['loc'])).upper()}: {error['msg']}".lstrip(": ")
            for error in problem.errors()
        )
        raise ConfigurationError(f"the function's environment is not usable: {details}") from None


@cache
def settings() -> Settings:
    return read_settings(os.environ)
