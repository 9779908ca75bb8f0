"""A plugin of pytest that writes down which operations of AWS the tests call, and with which botocore.

Each test starts with a new session of boto3, which reads the large models again. Here they are read once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import botocore
import botocore.client
import pytest
from botocore.loaders import JSONFileLoader

REPORT: Final = "CALLS_REPORT"
_CLIENT: Any = botocore.client.BaseClient
_LOADER: Any = JSONFileLoader
_original = _CLIENT._make_api_call
_load = _LOADER.load_file
_called: set[str] = set()


def _call(self: Any, operation: str, arguments: Mapping[str, object]) -> object:
    _called.add(botocore.xform_name(operation))
    return _original(self, operation, arguments)


@cache
def _model(path: str) -> object:
    return _load(JSONFileLoader(), path)


def pytest_configure() -> None:
    _CLIENT._make_api_call = _call
    _LOADER.load_file = lambda self, path: _model(path)


def pytest_sessionfinish(session: pytest.Session) -> None:
    report = {"botocore": botocore.__version__, "called": sorted(_called)}
    Path(os.environ[REPORT]).write_text(json.dumps(report))
