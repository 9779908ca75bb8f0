"""Finding the new indexes of a template."""

from __future__ import annotations

from tests.unit.template.indexes import new_indexes
from tests.unit.template.loader import TEMPLATE, Template


def index(name: str, key: str = "pk") -> Template:
    return {"IndexName": name, "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}]}


def template(**tables: list[Template]) -> Template:
    return {
        "Resources": {
            "Queue": {"Type": "AWS::SQS::Queue"},
            "Fn::ForEach::Logs": ["Name", ["A"], {}],
            **{
                name: {
                    "Type": "AWS::DynamoDB::Table",
                    "Properties": {"GlobalSecondaryIndexes": indexes},
                }
                for name, indexes in tables.items()
            },
        }
    }


def test_an_unchanged_template_adds_no_index() -> None:
    assert new_indexes(TEMPLATE, TEMPLATE) == {}


def test_each_table_lists_its_new_indexes() -> None:
    old = template(Calls=[index("by_day")], Live=[])
    new = template(
        Calls=[index("by_day"), index("by_due"), index("by_age")], Live=[index("by_user")]
    )
    assert new_indexes(old, new) == {"Calls": ["by_age", "by_due"], "Live": ["by_user"]}
    assert new_indexes(new, old) == {}


def test_an_index_with_another_key_is_built_again() -> None:
    old, new = template(Calls=[index("by_day")]), template(Calls=[index("by_day", "sk")])
    assert new_indexes(old, new) == {"Calls": ["by_day"]}
    assert new_indexes(new, old) == {"Calls": ["by_day"]}


def test_the_indexes_of_a_new_table_are_built_with_it() -> None:
    assert new_indexes(template(), template(Calls=[index("by_day"), index("by_due")])) == {}


def test_an_index_of_a_table_without_indexes_is_new() -> None:
    plain = {"Resources": {"Calls": {"Type": "AWS::DynamoDB::Table", "Properties": {}}}}
    assert new_indexes(plain, template(Calls=[index("by_day")])) == {"Calls": ["by_day"]}
