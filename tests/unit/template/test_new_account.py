"""What AWS refuses in an account where nothing was deployed before."""

from __future__ import annotations

import json

import pytest

from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import FUNCTIONS, RESOURCES, TEMPLATE, of_type

LARGEST_MEMORY = 3008
"""In MB. AWS raises it to 10,240 when an account has been used for a while."""
LARGEST_STORAGE = 10_240
STAGES = of_type("AWS::ApiGatewayV2::Stage")
APIS = of_type("AWS::ApiGatewayV2::Api")
WEBSOCKET = {name for name, api in APIS.items() if api["ProtocolType"] == "WEBSOCKET"}
NEED_A_ROLE = ("LoggingLevel", "DataTraceEnabled", "DetailedMetricsEnabled")
"""Settings of a WebSocket API for which AWS may ask for a role that is set for the whole account."""


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_needs_more_memory_or_storage_than_a_new_account_has(name: str) -> None:
    assert FUNCTIONS[name]["MemorySize"] <= LARGEST_MEMORY
    assert FUNCTIONS[name].get("EphemeralStorage", {}).get("Size", 512) <= LARGEST_STORAGE


def test_no_api_needs_a_role_that_is_set_for_the_whole_account() -> None:
    stages = [stage for stage in STAGES.values() if stage["ApiId"]["Ref"] in WEBSOCKET]
    assert stages
    for stage in stages:
        assert "AccessLogSettings" not in stage
        assert not set(stage["DefaultRouteSettings"]) & set(NEED_A_ROLE)


def test_no_resource_is_encrypted_or_logged_by_something_outside_the_stack() -> None:
    """Every reference is to a parameter, a pseudo parameter or a resource of the template. Only a company's
    identity provider, which is no part of a new stack, has its secret from elsewhere."""
    assert "Fn::ImportValue" not in json.dumps(TEMPLATE["Resources"])
    resolving = {name for name, it in RESOURCES.items() if "{{resolve:" in json.dumps(it)}
    assert resolving == {"IdentityProvider"}
    assert not resolving & set(Deployment().resources)


def test_no_name_means_two_things() -> None:
    """CloudFormation wants the names of parameters to be unique among all logical names."""
    parameters = set(TEMPLATE["Parameters"])
    assert not parameters & (set(RESOURCES) | set(TEMPLATE["Conditions"]) | set(TEMPLATE["Rules"]))
