"""The log names no one by their address."""

from __future__ import annotations

import pytest

from ringkeep.errors import PoolRefused
from ringkeep.observability import log_failure


def test_an_error_of_the_user_pool_is_logged_without_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log_failure("a step failed", PoolRefused("Cognito rejects the address for ann@example.com"))
    (record,) = caplog.records
    assert record.__dict__["detail"] == "Cognito rejects the address for [address]"
