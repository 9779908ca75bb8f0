"""A function with an invalid environment names the variable before it does anything."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from ringkeep.errors import ConfigurationError
from ringkeep.settings import (
    FUNCTIONS,
    ApiSettings,
    DownloadRecordingSettings,
    FunctionSettings,
    KeepSubscriptionsSettings,
    LiveSocketSettings,
    PollCallLogSettings,
    read_settings,
    variables_of,
)

VALUES = {
    "CLOCK_SPEED": "1",
    "CONSOLE_URL": "https://calls.example.com",
    "WEBHOOK_BASE_URL": "https://hooks.example.com",
}
LAPTOP = "http://127.0.0.1:4566"
NUMBERS = {
    "MAXIMUM_RECORDING_MEGABYTES": "1024",
    "CALL_LOG_POLL_INTERVAL_MINUTES": "5",
    "MAXIMUM_LONG_RUNS": "3",
    "CONSOLE_IDLE_MINUTES": "60",
    "TRUST_IDENTITY_PROVIDER_EMAILS": "false",
    "TRANSCRIPTION_PRICE_PER_SECOND": "0.0004",
    "TRANSCRIPTION_REDACTION_PRICE_PER_SECOND": "0.00004",
    "TRANSCRIPTION_CURRENCY": "USD",
    "TRANSCRIPTION_MAXIMUM_MINUTES": "240",
    "TRANSCRIPTION_MAXIMUM_MEGABYTES": "2048",
    "TRANSCRIPTIONS_PER_PERSON": "200",
    "REPEATED_TRANSCRIPTIONS_PER_PERSON": "50",
}
OPTIONAL = {
    "ADMINISTRATOR_EMAIL",
    "KMS_KEY_ARN",
    "OLD_WEBHOOK_KEY",
    "SIGN_IN_PROVIDER",
    "TRANSCRIPTION_LANGUAGES",
    "TRANSCRIPTION_REDACTION_LANGUAGES",
}
"""Empty without a first administrator, a key or an identity provider, unless the addresses of version 0.1.0
are still valid, and for the languages that this version knows."""
PYDANTIC = {
    name: model
    for name, model in FUNCTIONS.items()
    if issubclass(model, BaseModel) and issubclass(model, FunctionSettings)
}


def complete(function: str) -> dict[str, str]:
    return {name: (NUMBERS | VALUES).get(name, name.lower()) for name in variables_of(function)}


@pytest.mark.parametrize("function", sorted(PYDANTIC))
def test_complete_environment_is_read(function: str) -> None:
    assert read_settings(PYDANTIC[function], complete(function)).stack_name == "stack_name"


@pytest.mark.parametrize(
    ("function", "variable"),
    [
        (function, name)
        for function in sorted(PYDANTIC)
        for name in sorted(variables_of(function) - OPTIONAL)
    ],
)
def test_every_missing_variable_is_named(function: str, variable: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{variable}: "):
        read_settings(PYDANTIC[function], {**complete(function), variable: ""})


@pytest.mark.parametrize("value", ["", "0f1e2d3c"])
def test_the_old_webhook_key_may_be_empty_and_is_not_shown(value: str) -> None:
    environment = {**complete("keep_subscriptions"), "OLD_WEBHOOK_KEY": value}
    settings = read_settings(KeepSubscriptionsSettings, environment)
    assert settings.old_webhook_key == value
    assert "0f1e2d3c" not in repr(settings)


def test_the_error_names_all_missing_variables() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read_settings(DownloadRecordingSettings, {})
    assert all(name in str(refusal.value) for name in variables_of("download_recording"))


@pytest.mark.parametrize("value", ["0", "lots"])
def test_invalid_number_is_named(value: str) -> None:
    environment = {**complete("download_recording"), "MAXIMUM_RECORDING_MEGABYTES": value}
    with pytest.raises(ConfigurationError, match="MAXIMUM_RECORDING_MEGABYTES"):
        read_settings(DownloadRecordingSettings, environment)


@pytest.mark.parametrize("endpoint", ["", "https://dynamodb.eu-west-1.amazonaws.com"])
def test_faster_clock_is_refused_in_aws(endpoint: str) -> None:
    fast = {**complete("poll_call_log"), "CLOCK_SPEED": "20", "AWS_ENDPOINT_URL": endpoint}
    with pytest.raises(ConfigurationError, match="CLOCK_SPEED"):
        read_settings(PollCallLogSettings, fast)


def test_faster_clock_works_on_a_loopback_endpoint() -> None:
    local = {"CLOCK_SPEED": "20", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    assert read_settings(PollCallLogSettings, complete("poll_call_log") | local).clock_speed == 20


@pytest.mark.parametrize(
    ("endpoint", "written_to"),
    [
        ("", "https://abc.execute-api.us-east-1.amazonaws.com/live"),
        ("http://127.0.0.1:4566", "http://127.0.0.1:4566/_aws/execute-api/abc/live"),
    ],
)
def test_messages_to_sockets_are_sent_to_their_api_or_the_emulator(
    endpoint: str, written_to: str
) -> None:
    url = "https://abc.execute-api.us-east-1.amazonaws.com/live"
    environment = complete("live_socket") | {"LIVE_CONNECTIONS_URL": url}
    settings = read_settings(LiveSocketSettings, environment | {"AWS_ENDPOINT_URL": endpoint})
    assert settings.connections_endpoint == written_to


ADDRESSES = {"api": "CONSOLE_URL", "keep_subscriptions": "WEBHOOK_BASE_URL"}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5180",
        "https://127.0.0.1",
        "https://localhost",
        "https://localhost.",
        "https://127.1",
        "https://2130706433",
        "https://0x7f.1",
        "https://0177.0.0.1",
        "https://[::ffff:127.0.0.1]",
        "https://169.254.169.254",
        "https://10.0.0.8",
        "https://calls.example.com@127.0.0.1",
        "https://me:hunter2@calls.example.com",
        "http://calls.example.com",
        "https://[broken",
        "calls.example.com",
    ],
)
@pytest.mark.parametrize("function", sorted(ADDRESSES))
def test_address_of_a_laptop_is_refused_in_aws(function: str, url: str) -> None:
    variable = ADDRESSES[function]
    with pytest.raises(ConfigurationError, match=variable) as refusal:
        read_settings(PYDANTIC[function], complete(function) | {variable: url})
    assert "hunter2" not in str(refusal.value)


def test_the_reserved_address_of_a_stack_without_a_console_is_accepted_in_aws() -> None:
    environment = complete("api") | {"CONSOLE_URL": "https://console.invalid"}
    assert read_settings(ApiSettings, environment).console_url == "https://console.invalid"


@pytest.mark.parametrize("function", sorted(ADDRESSES))
def test_address_of_a_laptop_works_on_a_laptop(function: str) -> None:
    local = {ADDRESSES[function]: "http://127.0.0.1:5180", "AWS_ENDPOINT_URL": LAPTOP}
    read_settings(PYDANTIC[function], complete(function) | local)


@pytest.mark.parametrize(
    "endpoint",
    ["http://127.0.0.1@evil.example.net", "http://127.0.0.1.example.net", "https://dynamodb.test"],
)
def test_only_a_loopback_endpoint_makes_a_stack_local(endpoint: str) -> None:
    values = {"CONSOLE_URL": "http://127.0.0.1:5180", "AWS_ENDPOINT_URL": endpoint}
    with pytest.raises(ConfigurationError, match="CONSOLE_URL"):
        read_settings(ApiSettings, complete("api") | values)
