"""The template is readable: comments say why a resource exists, and loops are safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.template.loader import LOOP, RESOURCES, SOURCE, TEXT

LINES = TEXT.splitlines()
WRITTEN = [name for name in SOURCE["Resources"] if not name.startswith(LOOP)]
CLEAR_TYPES = {"AWS::Logs::LogGroup", "AWS::Lambda::Permission"}
"""Types whose names are clear: which logs, and which caller may call which function."""

CLEAR_NAMES = {"HttpApi", "AlarmTopic"}
SMALL_WORDS = {"a", "an", "and", "for", "in", "of", "the", "this", "to", "with", "is", "its", "one"}


def comment_of(name: str) -> str:
    above = LINES[LINES.index(f"  {name}:") - 1]
    return above.removeprefix("  # ") if above.startswith("  # ") else ""


def words(text: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", spaced.lower())} - SMALL_WORDS


@pytest.mark.parametrize("name", WRITTEN)
def test_every_resource_without_a_clear_name_has_a_comment(name: str) -> None:
    if RESOURCES[name]["Type"] in CLEAR_TYPES or name in CLEAR_NAMES:
        return
    assert comment_of(name)


@pytest.mark.parametrize("name", WRITTEN)
def test_no_comment_only_repeats_the_name_of_its_resource(name: str) -> None:
    comment = comment_of(name)
    if comment:
        assert words(comment) - words(name) - words(RESOURCES[name]["Type"].replace("::", " "))


def test_every_name_in_a_loop_is_substituted() -> None:
    """Loops substitute names only in keys, in Fn::Sub and in a Ref to the identifier. A name in
    `!Ref "${Name}Logs"` or `!GetAtt "${Name}Logs.Arn"` would be deployed as it is written."""
    loops = {key: value for key, value in SOURCE["Resources"].items() if key.startswith(LOOP)}
    assert [text for text in plain_texts(list(loops.values())) if "${" in text] == []


@pytest.mark.parametrize("value", [{"Ref": "${Name}Logs"}, {"Fn::GetAtt": ["${Name}Logs", "Arn"]}])
def test_a_name_that_is_not_substituted_is_found(value: Any) -> None:
    assert [text for text in plain_texts({"${Name}Alarm": {"Value": value}}) if "${" in text]


def plain_texts(node: Any) -> Iterator[str]:
    """Yields all texts except keys and the texts of Fn::Sub."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from plain_texts(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Fn::Sub":
                yield from plain_texts(value[1] if isinstance(value, list) else {})
            else:
                yield from plain_texts(value)


def test_every_anchor_is_used() -> None:
    """An anchor `&name` without `*name` is unnecessary."""
    written = "\n".join(line for line in LINES if not line.lstrip().startswith("#"))
    defined = re.findall(r"(?:^|[\s\[{])&(\w+)", written)
    repeated = set(re.findall(r"(?:^|[\s\[{])\*(\w+)", written))
    assert len(defined) == len(set(defined))
    assert set(defined) == repeated


def test_long_texts_fit_a_mapping() -> None:
    """CloudFormation limits a value of a mapping to 1,024 bytes."""
    for values in SOURCE["Mappings"]["Functions"].values():
        assert all(len(value.encode()) <= 1024 for value in values.values())
