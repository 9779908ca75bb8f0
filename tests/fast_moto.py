"""moto, with its slow parts done once. `tests/unit/test_fast_moto.py` compares its answers.

moto looks for each of an answer's fields under up to a dozen names, reads a private key for every user
pool, copies a whole table before every transaction, compares each version of an object with all others,
and describes a thousand addresses at every start.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from threading import local
from types import SimpleNamespace
from typing import Any, Final

from joserfc.jwk import RSAKey
from moto.cognitoidp import models as cognito
from moto.core import models as mocks
from moto.core import responses, serialize
from moto.dynamodb import models as dynamodb
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.s3.utils import _VersionedKeyStore

_MISSING: Final = object()
_responses: Final[Any] = responses
_cognito: Final[Any] = cognito
_mocks: Final[Any] = mocks
_versions: Final[Any] = _VersionedKeyStore
_dynamodb: Final[Any] = dynamodb
_serializer: Final[Any] = serialize.ResponseSerializer
_picked: Final = _serializer.get_value
_backend: Final[Any] = dynamodb.DynamoDBBackend
_transact: Final = _backend.transact_write_items
_transaction: Final = local()


def make_moto_fast() -> None:
    _serializer.get_value = _value_of
    _responses.method_names_from_class = cache(_responses.method_names_from_class)
    _cognito.jwk = SimpleNamespace(RSAKey=SimpleNamespace(import_key=_key))
    _dynamodb.copy = SimpleNamespace(copy=copy.copy, deepcopy=_copied)
    _backend.transact_write_items = _transact_with_small_copies
    _versions.setlist = _replace_versions
    _mocks.CallbackResponse = cache(_mocks.CallbackResponse)


def _key(content: dict[str, Any]) -> RSAKey:
    return _key_of(json.dumps(content))


@cache
def _key_of(text: str) -> RSAKey:
    return RSAKey.import_key(json.loads(text))


def _replace_versions(store: Any, key: Any, versions: Any) -> None:
    """Disposes of the versions that are not kept. A version equals itself alone."""
    kept = list(versions) if isinstance(versions, tuple) else versions
    kept = kept if isinstance(kept, list) else [kept]
    remaining = {id(each) for each in kept}
    for existing in store.getlist(key, []):
        if id(existing) not in remaining and hasattr(existing, "dispose"):
            existing.dispose()
    dict.__setitem__(store, key, kept)


def _value_of(serializer: Any, value: Any, key: str, shape: Any) -> Any:
    """A dictionary has no names of its own for its fields, so the names depend on the shape alone."""
    picker = serializer._value_picker
    plain = type(value) is dict and isinstance(picker, serialize.AttributePicker)
    if not plain or picker.response_transformers:
        return _picked(serializer, value, key, shape)
    for name in _names(serializer, picker, key, shape):
        if "." in name:
            return _picked(serializer, value, key, shape)
        if (found := value.get(name, _MISSING)) is not _MISSING:
            return found
    return None


def _names(serializer: Any, picker: Any, key: str, shape: Any) -> tuple[str, ...]:
    known: dict[Any, tuple[str, ...]] = shape.__dict__.setdefault("_names_of_fields", {})
    names = known.get((type(picker), key))
    if names is None:
        context = serialize.AttributePickerContext(
            obj={},
            key=key,
            shape=shape,
            operation_model=serializer.operation_model,
            service_model=serializer.service_model,
            key_path="",
        )
        names = known[type(picker), key] = tuple(dict.fromkeys(picker.get_possible_keys(context)))
    return names


def _transact_with_small_copies(backend: Any, transact_items: list[dict[str, Any]]) -> None:
    """moto copies the tables, to undo a transaction that fails. Until then it has added, replaced or
    changed only its own items, so the others need no copy."""
    _transaction.changed = [key for each in transact_items for key in _changed_keys(each)]
    try:
        _transact(backend, transact_items)
    finally:
        _transaction.changed = None


def _copied(value: Any) -> Any:
    changed = getattr(_transaction, "changed", None)
    if changed is None or not isinstance(value, Table) or value.stream_shard is not None:
        return copy.deepcopy(value)
    return _snapshot(value, changed)


def _changed_keys(operation: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Only an update changes an item in its place."""
    update = operation.get("Update", {})
    return [(update["TableName"], update["Key"])] if "Key" in update else []


def _snapshot(table: Table, changed: list[tuple[str, dict[str, Any]]]) -> Table:
    snapshot = copy.copy(table)
    items: Any = copy.copy(table.items)
    if table.has_range_key:
        for each, rows in items.items():
            items[each] = dict(rows)
    snapshot.items = items
    for name, key in changed:
        if name == table.name:
            _copy_item(snapshot, key)
    return snapshot


def _copy_item(table: Any, key: dict[str, Any]) -> None:
    first = DynamoType(key[table.hash_key_attr])
    if first not in table.items:
        return
    if not table.has_range_key:
        table.items[first] = copy.deepcopy(table.items[first])
        return
    second = DynamoType(key[table.range_key_attr])
    if second in table.items[first]:
        table.items[first][second] = copy.deepcopy(table.items[first][second])
