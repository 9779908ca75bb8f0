"""Powertools reads what a route's function asks for once in a process.

A Lambda function makes its app once. Tests make thousands, and each would read every signature again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from aws_lambda_powertools.event_handler.openapi import dependant as described

_read: Final[Callable[..., Any]] = described.get_dependant
_known: Final[dict[object, tuple[object, Any]]] = {}


def read_routes_once() -> None:
    described.get_dependant = _dependant


def _dependant(
    *, path: str, call: Callable[..., object], responses: object = None, **options: Any
) -> Any:
    """A function inside another one belongs to one app alone. The responses are kept beside the result, so
    that no other object gets their id."""
    if "<locals>" in getattr(call, "__qualname__", "<locals>"):
        return _read(path=path, call=call, responses=responses, **options)
    key = (path, call, id(responses), *sorted(options.items()))
    if key not in _known:
        _known[key] = (responses, _read(path=path, call=call, responses=responses, **options))
    return _known[key][1]
