"""With the stack's log level at DEBUG, no credential reaches the log.

A new process has Lambda's own logging set-up, talks to Secrets Manager and over HTTP, and fails with an
error that knows a secret. Everything that it writes is searched.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import logging, os, sys

sys.path[:0] = {path!r}
from awslambdaric.bootstrap import StandardLogSink, _setup_logging
from awslambdaric.lambda_runtime_log_utils import LogFormat

_setup_logging(LogFormat.JSON, "DEBUG", StandardLogSink())

import boto3, httpx
from moto import mock_aws

from ringkeep.observability import logger
from ringkeep.ringcentral.http.transport import Request, Transport
from ringkeep.usecases.clock import SystemClock

SECRET = os.environ["SECRET"]
logger.debug("our own line at DEBUG")
with mock_aws():
    client = boto3.client("secretsmanager", region_name="us-east-1")
    made = client.create_secret(Name="service", SecretString=SECRET)
    assert client.get_secret_value(SecretId=made["ARN"])["SecretString"] == SECRET
transport = Transport(SystemClock(), httpx.MockTransport(lambda _: httpx.Response(200)))
transport.send(Request("https://store.example.com/file?signature=" + SECRET))
transport.send(Request("https://example.com/token", form={{"assertion": SECRET}}, basic=("id", SECRET)))
logging.getLogger("botocore.endpoint").warning("a warning of another package")
"""
SECRET = "5up3r-s3cret-value"


@pytest.fixture(scope="module")
def written() -> str:
    program = PROGRAM.format(path=sys.path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "SECRET": SECRET,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_LAMBDA_LOG_LEVEL": "DEBUG",
            "POWERTOOLS_LOG_LEVEL": "DEBUG",
            "POWERTOOLS_SERVICE_NAME": "ringkeep",
            "HOME": str(Path.home()),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_no_secret_and_no_signed_url_is_written(written: str) -> None:
    assert SECRET not in written
    assert "signature=" not in written


def test_own_lines_follow_the_log_level(written: str) -> None:
    assert "our own line at DEBUG" in written


def test_warnings_of_other_packages_are_written(written: str) -> None:
    assert "a warning of another package" in written
