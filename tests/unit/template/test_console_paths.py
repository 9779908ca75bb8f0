"""Which file CloudFront serves at an address: the template's own function decides, run by Node.js."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Final

import pytest

from tests.unit.template.loader import RESOURCES

FUNCTION = RESOURCES["ConsolePaths"]["Properties"]
BEHAVIORS = RESOURCES["ConsoleDistribution"]["Properties"]["DistributionConfig"]
PAGES: Final = (
    "/",
    "/realtime",
    "/realtime/",
    "/realtime/x",
    "/signed-in",
    "/no-such-page",
    "/v1.0/realtime",
    "/assets",
    "/assets/",
)
FILES: Final = (
    "/index.html",
    "/favicon.svg",
    "/favicon.ico",
    "/robots.txt",
    "/assets/main-abc.js",
    "/assets/no-such-file.css",
    "/.env",
)


@pytest.fixture(scope="module")
def served() -> dict[str, str]:
    """The file at each address."""
    node = shutil.which("node")
    assert node, "make test installs Node.js"
    addresses = json.dumps([*PAGES, *FILES])
    ask = f"{addresses}.map(uri => [uri, handler({{request: {{uri}}}}).uri])"
    program = f"{FUNCTION['FunctionCode']}\nconsole.log(JSON.stringify({ask}))"
    done = subprocess.run([node, "-e", program], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("address", PAGES)
def test_an_address_without_a_file_serves_the_page(served: dict[str, str], address: str) -> None:
    assert served[address] == "/index.html"


@pytest.mark.parametrize("address", FILES)
def test_a_file_is_served_or_missing_under_its_own_name(
    served: dict[str, str], address: str
) -> None:
    assert served[address] == address


def test_the_function_runs_for_the_console_s_files_only() -> None:
    """The API and the socket keep their paths and their answers."""
    (association,) = BEHAVIORS["DefaultCacheBehavior"]["FunctionAssociations"]
    assert association["EventType"] == "viewer-request"
    assert association["FunctionARN"] == {"Fn::GetAtt": ["ConsolePaths", "FunctionARN"]}
    others = BEHAVIORS["CacheBehaviors"]
    assert [each["PathPattern"] for each in others] == ["/v1/*", "/live"]
    assert all("FunctionAssociations" not in each for each in others)


def test_an_answer_of_the_api_is_never_replaced_by_a_page() -> None:
    assert "CustomErrorResponses" not in BEHAVIORS


def test_the_function_is_published_where_the_distribution_finds_it() -> None:
    """A function that is only in its development stage cannot be attached."""
    assert FUNCTION["AutoPublish"] is True


def test_the_function_s_name_is_short_enough_for_every_name_of_a_stack() -> None:
    assert "AWS::StackName" not in json.dumps(FUNCTION["Name"])
