"""A plugin of pytest that writes down which operations of AWS the tests call, and with which botocore."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import botocore
import botocore.client
import botocore.signers
import pytest

REPORT: Final = "CALLS_REPORT"
_CLIENT: Any = botocore.client.BaseClient
_original = _CLIENT._make_api_call
_sign = botocore.signers.generate_presigned_url
_called: set[str] = set()


def _call(self: Any, operation: str, arguments: Mapping[str, object]) -> object:
    _called.add(botocore.xform_name(operation))
    return _original(self, operation, arguments)


def _signed(self: Any, *arguments: Any, **options: Any) -> object:
    """A method that clients get when they are made. It sends no request."""
    _called.add("generate_presigned_url")
    return _sign(self, *arguments, **options)


def pytest_configure() -> None:
    botocore.signers.generate_presigned_url = _signed
    _CLIENT._make_api_call = _call


def pytest_sessionfinish(session: pytest.Session) -> None:
    report = {"botocore": botocore.__version__, "called": sorted(_called)}
    Path(os.environ[REPORT]).write_text(json.dumps(report))
