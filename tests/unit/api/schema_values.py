"""Hypothesis strategies for values that fit a schema of the API's description, and for values that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.unit.api.test_document import DOCUMENT

Schema = Mapping[str, Any]
_STRANGE = (
    "",
    " ",
    "a\0b",
    "\ud800",
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
    "\u202eevil",
    "x" * 3_000,
    "李小龙",
    "2026-02-30",
    "9" * 400,
    "../../etc",
    "%00",
    "null",
)
_KNOWN = (
    "main",
    "101",
    "agent",
    "Administrator",
    "ann@example.com",
    "second@example.com",
    "2026-11-26",
    "live.see",
    "users.manage",
    "0" * 32,
    "809646016",
)
texts = st.one_of(st.sampled_from(_KNOWN), st.sampled_from(_STRANGE), st.text(max_size=40))
_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts, st.just(10**400)
)
junk = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)

_PLAIN: Mapping[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": st.integers(-2, 60),
    "null": st.none(),
    "number": st.integers(-2, 60),
    "string": texts,
}


def resolved(schema: Schema) -> Schema:
    name = schema.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["schemas"][name] if name else schema


def values(schema: Schema, depth: int = 0) -> st.SearchStrategy[Any]:
    """Mostly values that fit: one in eight parts of a value is junk."""
    fitting = _fitting(resolved(schema), depth)
    return st.integers(0, 7).flatmap(lambda chance: junk if chance == 0 else fitting)


def _fitting(schema: Schema, depth: int) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        return st.one_of([values(each, depth + 1) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "object":
        return _objects(schema, depth)
    if schema.get("type") == "array":
        return st.lists(values(schema.get("items", {}), depth + 1), max_size=4)
    return _PLAIN.get(schema.get("type", ""), junk)


def _objects(schema: Schema, depth: int) -> st.SearchStrategy[Any]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    if not properties:
        names = values(schema.get("propertyNames", {"type": "string"}), depth + 1)
        keys = names.filter(lambda each: isinstance(each, str))
        return st.dictionaries(keys, values(schema.get("additionalProperties", {}), depth + 1))
    required = set(schema.get("required", ()))
    parts = {name: values(each, depth + 1) for name, each in properties.items()}
    return st.fixed_dictionaries(
        {name: each for name, each in parts.items() if name in required},
        optional={name: each for name, each in parts.items() if name not in required},
    )
