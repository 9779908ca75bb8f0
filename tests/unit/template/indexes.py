"""DynamoDB adds or deletes only one index of a table per update. An emulator accepts more."""

from __future__ import annotations

from tests.unit.template.loader import Template

Definitions = dict[str, object]


def new_indexes(old: Template, new: Template) -> dict[str, list[str]]:
    """Returns the indexes that an update from `old` to `new` adds to existing tables, by table.

    An index with a changed definition counts too: DynamoDB deletes it and builds it again. The
    indexes that the update deletes are `new_indexes(new, old)`.
    """
    before, after = _indexes(old), _indexes(new)
    added = {
        table: sorted(
            name for name, index in after[table].items() if before[table].get(name) != index
        )
        for table in sorted(before.keys() & after.keys())
    }
    return {table: names for table, names in added.items() if names}


def _indexes(template: Template) -> dict[str, Definitions]:
    return {
        name: {index["IndexName"]: index for index in _listed(resource)}
        for name, resource in template["Resources"].items()
        if isinstance(resource, dict) and resource["Type"] == "AWS::DynamoDB::Table"
    }


def _listed(table: Template) -> list[Template]:
    listed: list[Template] = table["Properties"].get("GlobalSecondaryIndexes", [])
    return listed
