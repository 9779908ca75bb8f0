"""A function with a wrong environment says which variable, before it does anything."""

from __future__ import annotations

import pytest

from ringkeep.errors import ConfigurationError
from ringkeep.settings import read_settings

COMPLETE = {
    "STACK_NAME": "ringkeep-dev",
    "CALLS_TABLE_NAME": "calls",
    "DIRECTORY_TABLE_NAME": "directory",
    "LIMITER_TABLE_NAME": "limiter",
    "TOKENS_TABLE_NAME": "tokens",
    "RECORDINGS_BUCKET_NAME": "recordings",
    "SECRETS_PREFIX": "ringkeep-dev/services/",
}


def test_a_complete_environment_is_read() -> None:
    known = read_settings(COMPLETE)
    assert (known.calls_table_name, known.maximum_recording_megabytes) == ("calls", 1024)


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(ConfigurationError, match="RECORDINGS_BUCKET_NAME"):
        read_settings({**COMPLETE, "RECORDINGS_BUCKET_NAME": ""})


@pytest.mark.parametrize("value", ["0", "lots"])
def test_a_wrong_number_is_named(value: str) -> None:
    with pytest.raises(ConfigurationError, match="MAXIMUM_RECORDING_MEGABYTES"):
        read_settings({**COMPLETE, "MAXIMUM_RECORDING_MEGABYTES": value})


@pytest.mark.parametrize("endpoint", ["", "https://dynamodb.eu-west-1.amazonaws.com"])
def test_a_faster_clock_is_refused_in_aws(endpoint: str) -> None:
    with pytest.raises(ConfigurationError, match="CLOCK_SPEED"):
        read_settings({**COMPLETE, "CLOCK_SPEED": "20", "AWS_ENDPOINT_URL": endpoint})


def test_a_faster_clock_works_on_a_loopback_endpoint() -> None:
    local = {**COMPLETE, "CLOCK_SPEED": "20", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    assert read_settings(local).clock_speed == 20
