"""Only functions that log in to RingCentral may read the services' credentials."""

from __future__ import annotations

import pytest

from tests.unit.template.loader import FUNCTIONS
from tests.unit.template.rights import rights_of

WITHOUT_CREDENTIALS = ("ScheduleImportsFunction", "TrackCallsFunction")


@pytest.mark.parametrize("name", WITHOUT_CREDENTIALS)
def test_functions_that_only_plan_requests_read_no_secret(name: str) -> None:
    assert not [resource for resource in rights_of(name) if "secret" in resource]


def test_functions_that_read_credentials_may_also_read_tokens() -> None:
    for name in FUNCTIONS:
        rights = rights_of(name)
        if any("/services/" in resource for resource in rights):
            assert "TokensTable.Arn" in rights
