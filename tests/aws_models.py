"""AWS's models of its services, read once in a process.

Each test starts with a new session of boto3, which would read the large files again.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from botocore.loaders import JSONFileLoader

_LOADER: Final[Any] = JSONFileLoader
_load: Final = _LOADER.load_file


@cache
def _model(path: str) -> object:
    return _load(JSONFileLoader(), path)


def read_models_once() -> None:
    _LOADER.load_file = lambda self, path: _model(path)
