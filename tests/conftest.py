"""What holds for every test.

No test may reach a real AWS account: the keys are dummies and there is no metadata service. No
property test has a deadline: on a busy machine an example may take any time.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer

from local import console
from local.aws.models import read_models_once
from local.clients import Clients
from local.environment import free_port
from local.front import Front
from local.sign_in import Person, add_people
from local.stack import LocalStack
from tests.fast_httpx import read_certificates_once
from tests.fast_moto import make_moto_fast
from tests.fast_powertools import read_routes_once
from tests.integration.conftest import SPEED, stop_schedules
from tests.properties import examples
from tests.scheduling import StackScheduling

os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_SERVICE_NAME": "ringkeep",
        "POWERTOOLS_METRICS_NAMESPACE": "Ringkeep",
        "STACK_NAME": "test",  # one process has one set of metrics, so every function uses these names
    }
)
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
    os.environ.pop(name, None)

read_models_once()
make_moto_fast()
read_certificates_once()
read_routes_once()
settings.register_profile("no_deadline", deadline=None, max_examples=examples(100))
settings.load_profile("no_deadline")


@pytest.hookimpl(optionalhook=True)  # pytest alone runs all tests in one process
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> StackScheduling:
    return StackScheduling(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The workers send what a test has logged, which no one reads if it has passed."""
    report = yield
    if report.passed:
        report.sections.clear()
    return report


def pytest_collection_finish() -> None:
    """What was imported stays. The garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One emulator with the deployed template, and the console's origin in front of it."""
    folder: Path = tmp_path_factory.mktemp("stack")
    port = free_port()
    parameters = console.parameters_for(f"http://127.0.0.1:{port}")
    with (
        LocalStack(folder, port=0, parameters={**parameters, "ClockSpeed": str(SPEED)}) as running,
        Front(running, port) as origin,
    ):
        stop_schedules(Clients(running))
        yield origin


@pytest.fixture(scope="session")
def stack(front: Front) -> LocalStack:
    return front.stack


@pytest.fixture(scope="session")
def clients(stack: LocalStack) -> Clients:
    return Clients(stack)


@pytest.fixture(scope="session")
def people(stack: LocalStack) -> dict[str, Person]:
    """One person for each role, by the role's name. The agent has no extension yet."""
    console.publish(stack)
    return {each.role: each for each in add_people(stack)}
