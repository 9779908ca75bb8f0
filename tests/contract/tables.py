"""Creates the tables of the template in moto, for the contract tests of adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeDefinitionTypeDef,
        GlobalSecondaryIndexTypeDef,
    )

_INDEXES = {
    "by_day": ("day_key", "day_sort", "S"),
    "by_due": ("due_key", "due_at", "N"),
    "by_expiry": ("expiry_key", "expires_at", "N"),
}


def calls_table(client: DynamoDBClient, name: str = "calls") -> str:
    indexes: list[GlobalSecondaryIndexTypeDef] = []
    attributes: list[AttributeDefinitionTypeDef] = [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
    ]
    for index, (hash_key, range_key, kind) in _INDEXES.items():
        attributes += [
            {"AttributeName": hash_key, "AttributeType": "S"},
            {"AttributeName": range_key, "AttributeType": "N" if kind == "N" else "S"},
        ]
        indexes.append(
            {
                "IndexName": index,
                "KeySchema": [
                    {"AttributeName": hash_key, "KeyType": "HASH"},
                    {"AttributeName": range_key, "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        )
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=attributes,
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        GlobalSecondaryIndexes=indexes,
    )
    return name


def directory_table(client: DynamoDBClient, name: str = "directory") -> str:
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
    return name


def people_table(client: DynamoDBClient, name: str = "people") -> str:
    """The table of users, with its two indexes of audit entries."""
    names = ("pk", "sk", "person_key", "person_sort", "object_key", "object_sort")
    indexes: list[GlobalSecondaryIndexTypeDef] = [
        {
            "IndexName": f"by_{by}",
            "KeySchema": [
                {"AttributeName": f"{by}_key", "KeyType": "HASH"},
                {"AttributeName": f"{by}_sort", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
        for by in ("person", "object")
    ]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in names],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        GlobalSecondaryIndexes=indexes,
    )
    return name


def evaluations_table(client: DynamoDBClient, name: str = "evaluations") -> str:
    """The table of scorecards and evaluations, with the sparse indexes of evaluations."""
    lists = ("evaluator", "evaluated", "month", "dispute")
    names = ("pk", "sk", *(f"{each}_{part}" for each in lists for part in ("key", "sort")))
    indexes: list[GlobalSecondaryIndexTypeDef] = [
        {
            "IndexName": f"by_{each}",
            "KeySchema": [
                {"AttributeName": f"{each}_key", "KeyType": "HASH"},
                {"AttributeName": f"{each}_sort", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["summary"]},
        }
        for each in lists
    ]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in names],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        GlobalSecondaryIndexes=indexes,
    )
    return name


def search_table(client: DynamoDBClient, name: str = "search") -> str:
    """Its keys are those of the directory table."""
    return directory_table(client, name)


def work_table(client: DynamoDBClient, name: str = "work") -> str:
    """Its keys are those of the directory table."""
    return directory_table(client, name)
