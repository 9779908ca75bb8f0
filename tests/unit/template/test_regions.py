"""Where the stack cannot work, a rule says so in a sentence before anything is created."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest

from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import TEMPLATE

PARAMETERS_OF_RULES = {*TEMPLATE["Parameters"], "AWS::Region"}
"""Templates of AWS itself refer to these in Rules; nothing documents AWS::Partition there."""

SESSION = boto3.Session()
PARTITIONS = set(SESSION.get_available_partitions())


def regions(partition: str) -> list[str]:
    return SESSION.get_available_regions("cloudformation", partition_name=partition)


@pytest.mark.parametrize("partition", sorted(PARTITIONS - {"aws"}))
def test_a_region_of_another_partition_is_refused_with_a_sentence(partition: str) -> None:
    for region in regions(partition):
        (sentence,) = Deployment(region=region).broken_rules
        assert "GovCloud" in sentence
        assert sentence.endswith(".")


def test_every_region_of_the_partition_aws_is_accepted() -> None:
    assert len(regions("aws")) > 20
    assert [it for it in regions("aws") if Deployment(region=it).broken_rules] == []


def test_the_rules_refer_only_to_what_cloudformation_knows_there() -> None:
    assert set(referred(TEMPLATE["Rules"])) <= PARAMETERS_OF_RULES


def referred(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("Ref"), str):
            yield node["Ref"]
        for value in node.values():
            yield from referred(value)
    elif isinstance(node, list):
        for value in node:
            yield from referred(value)
