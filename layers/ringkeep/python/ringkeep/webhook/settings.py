"""The settings of the webhook's function, read without pydantic so that the function starts quickly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from ringkeep.errors import ConfigurationError


@dataclass(frozen=True)
class ReceiveWebhookSettings:
    """One field for each environment variable. `webhook_key` is the secret segment of the path."""

    stack_name: str
    webhook_key: str
    webhook_secrets_prefix: str
    live_events_queue_url: str
    ringcentral_enable_raw_event_logging: str
    ringcentral_enable_verbose_event_logging: str

    @property
    def logs_raw_events(self) -> bool:
        return self.ringcentral_enable_raw_event_logging != "false"

    @property
    def logs_parsed_events(self) -> bool:
        return self.ringcentral_enable_verbose_event_logging != "false"


def read_webhook_settings(environment: Mapping[str, str]) -> ReceiveWebhookSettings:
    """Raises ConfigurationError that names each missing variable."""
    names = [field.name for field in fields(ReceiveWebhookSettings)]
    missing = [name.upper() for name in names if not environment.get(name.upper())]
    if missing:
        raise ConfigurationError(f"missing environment variables: {', '.join(missing)}")
    return ReceiveWebhookSettings(**{name: environment[name.upper()] for name in names})
