"""The settings of the webhook's function, read without pydantic so that the function starts quickly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields

from ringkeep.errors import ConfigurationError


@dataclass(frozen=True)
class ReceiveWebhookSettings:
    """One field for each environment variable. `old_webhook_key`: see CachedKeys."""

    stack_name: str
    webhook_secrets_prefix: str
    live_events_queue_url: str
    ringcentral_enable_raw_event_logging: str
    ringcentral_enable_verbose_event_logging: str
    old_webhook_key: str = field(default="", repr=False)

    @property
    def logs_raw_events(self) -> bool:
        return self.ringcentral_enable_raw_event_logging != "false"

    @property
    def logs_parsed_events(self) -> bool:
        return self.ringcentral_enable_verbose_event_logging != "false"


def read_webhook_settings(environment: Mapping[str, str]) -> ReceiveWebhookSettings:
    """Raises ConfigurationError that names each missing variable."""
    variables = fields(ReceiveWebhookSettings)
    values = {each.name: environment.get(each.name.upper(), "") for each in variables}
    missing = [it.name.upper() for it in variables if it.default is MISSING and not values[it.name]]
    if missing:
        raise ConfigurationError(f"missing environment variables: {', '.join(missing)}")
    return ReceiveWebhookSettings(**values)
