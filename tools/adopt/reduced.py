"""The template of the import: only the adopted resources, as they are now.

An import changes nothing. What this template says and the full template says otherwise is what the next
deployment changes. So a table has the indexes here that it has in fact, and the deployment then adds a
missing one. A name that the full template does not give stays out: a deployment that removes a name
replaces the resource.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tools.adopt.identifiers import (
    Identifier,
    Template,
    adoptable,
    identifier,
    identifying,
    is_named,
    named,
    reference,
)
from tools.adopt.resolved import Resolved

Shapes = Mapping[str, Mapping[str, Any]]
"""Of each table, the properties that only the table itself knows."""
Exists = Callable[[str, Identifier], bool]

TABLE_SHAPE = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")


def reduced_template(
    template: Template, resolved: Resolved, names: Sequence[str], shapes: Shapes
) -> Template:
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": template.get("Description", ""),
        "Resources": {
            name: _resource(
                template["Resources"][name], resolved.properties(name), names, shapes.get(name)
            )
            for name in names
        },
    }


def _resource(
    resource: Template,
    properties: Mapping[str, Any],
    names: Sequence[str],
    shape: Mapping[str, Any] | None,
) -> Template:
    kept = {key: value for key, value in properties.items() if is_concrete(value, names)}
    if shape is not None:
        others = {key: value for key, value in kept.items() if key not in TABLE_SHAPE}
        kept = {**others, **{key: _like(kept.get(key, []), it) for key, it in shape.items()}}
    return {
        "Type": resource["Type"],
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": kept,
    }


def _like(declared: Sequence[Any], found: Sequence[Any]) -> list[Any]:
    """What a table has, in the order of the template: another order would count as a change."""
    return [it for it in declared if it in found] + [it for it in found if it not in declared]


def is_concrete(value: Any, names: Sequence[str]) -> bool:
    """Whether a value needs nothing but the adopted resources: no role, no key and no account id."""
    if isinstance(value, list):
        return all(is_concrete(each, names) for each in value)
    if not isinstance(value, dict):
        return True
    if "Ref" in value:
        return value["Ref"] in names
    return all(
        not key.startswith("Fn::") and is_concrete(each, names) for key, each in value.items()
    )


def imports(
    template: Template, resolved: Resolved, physical: Mapping[str, str], exists: Exists
) -> dict[str, Identifier]:
    """How each resource is identified, by logical id: what `physical` has, and what exists of the
    template's groups and users in the adopted pool."""
    kinds = {name: resource["Type"] for name, resource in template["Resources"].items()}
    found = {name: named(kinds[name], id_) for name, id_ in physical.items()}
    references = dict(physical)
    for name in _parts(template, resolved):
        properties = resolved.properties(name)
        if not is_concrete(identifying(kinds[name], properties), list(references)):
            continue
        candidate = identifier(kinds[name], properties, references)
        if exists(kinds[name], candidate):
            found[name] = candidate
            references[name] = reference(candidate)
    return found


def _parts(template: Template, resolved: Resolved) -> list[str]:
    """The groups and users of the template, and then who is in which group."""
    kinds = adoptable(template)
    parts = [name for name, kind in kinds.items() if not is_named(kind) and resolved.exists(name)]
    return sorted(parts, key=lambda name: kinds[name].endswith("Attachment"))
