"""Powertools reads what a route's function asks for once in a process.

A Lambda function makes its app once. Tests make thousands, and each would read every signature again. The
types of a dependency are read for each request.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_type_hints

from aws_lambda_powertools.event_handler import depends
from aws_lambda_powertools.event_handler.openapi import dependant as described

_read: Final[Callable[..., Any]] = described.get_dependant
_depends: Final[Any] = depends
_types: Final[dict[object, dict[str, Any]]] = {}
_known: Final[dict[object, tuple[object, Any]]] = {}


def read_routes_once() -> None:
    described.get_dependant = _dependant
    _depends.get_type_hints = _hints


def _dependant(
    *, path: str, call: Callable[..., object], responses: object = None, **options: Any
) -> Any:
    """A function inside another one belongs to one app alone. The responses are kept beside the result, so
    that no other object gets their id."""
    if _is_local(call):
        return _read(path=path, call=call, responses=responses, **options)
    key = (path, call, id(responses), *sorted(options.items()))
    if key not in _known:
        _known[key] = (responses, _read(path=path, call=call, responses=responses, **options))
    return _known[key][1]


def _hints(call: Callable[..., object], include_extras: bool = False) -> dict[str, Any]:
    """Powertools only reads them."""
    if _is_local(call):
        return get_type_hints(call, include_extras=include_extras)
    key = (call, include_extras)
    if key not in _types:
        _types[key] = get_type_hints(call, include_extras=include_extras)
    return _types[key]


def _is_local(call: Callable[..., object]) -> bool:
    return "<locals>" in getattr(call, "__qualname__", "<locals>")
