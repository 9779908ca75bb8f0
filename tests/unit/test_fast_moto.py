"""The faster moto answers as the original does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from tests.contract.tables import directory_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

ROWS = [{"pk": {"S": f"p{number % 2}"}, "sk": {"S": str(number)}} for number in range(4)]
NESTED: dict[str, Any] = {
    "N": {"N": "1.50"},
    "list": {"L": [{"S": ""}, {"NULL": True}, {"M": {"B": {"B": b"x"}, "BOOL": {"BOOL": False}}}]},
    "set": {"SS": ["a", "b"]},
}
ANSWERS = """
import sys
from moto import mock_aws
from tests.unit.test_fast_moto import answers
if "fast" in sys.argv:
    from tests.fast_moto import make_moto_fast
    make_moto_fast()
with mock_aws():
    print(answers())
"""


def answers() -> list[str]:
    """What moto answers, without its times and random names."""
    table = boto3.client("dynamodb", region_name="us-east-1")
    directory_table(table, "rows")
    made: list[Any] = [table.put_item(TableName="rows", Item={**row, **NESTED}) for row in ROWS]
    key = {"pk": {"S": "p1"}}
    made.append(table.get_item(TableName="rows", Key=ROWS[0]))
    made.append(
        table.query(
            TableName="rows",
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": key["pk"]},
            ReturnConsumedCapacity="TOTAL",
        )
    )
    made.append(table.describe_table(TableName="rows")["Table"]["KeySchema"])
    store = boto3.client("s3", region_name="us-east-1")
    store.create_bucket(Bucket="files")
    store.put_object(Bucket="files", Key="a/b", Body=b"text", Metadata={"x": "y"})
    made.append(store.list_objects_v2(Bucket="files")["Contents"][0]["ETag"])
    made.append(store.head_object(Bucket="files", Key="a/b")["Metadata"])
    made += versions(store)
    pools = boto3.client("cognito-idp", region_name="us-east-1")
    pool = pools.create_user_pool(PoolName="people")["UserPool"]
    made.append([pool["Name"], pool["SchemaAttributes"]])
    for each in made:
        if isinstance(each, dict):
            each.pop("ResponseMetadata", None)
    return [repr(each) for each in made]


def versions(store: S3Client) -> list[Any]:
    """What is left of three versions and a deletion after one of them is deleted for good."""
    store.create_bucket(Bucket="kept")
    store.put_bucket_versioning(Bucket="kept", VersioningConfiguration={"Status": "Enabled"})
    made = [store.put_object(Bucket="kept", Key="a", Body=body) for body in (b"1", b"2", b"3")]
    store.delete_object(Bucket="kept", Key="a")
    store.delete_object(Bucket="kept", Key="a", VersionId=made[1]["VersionId"])
    left = store.list_object_versions(Bucket="kept")
    sizes = [each["Size"] for each in left["Versions"]]
    newest = store.get_object(Bucket="kept", Key="a", VersionId=made[2]["VersionId"])["Body"].read()
    store.put_object(Bucket="files", Key="a/b", Body=b"replaced")
    return [
        sizes,
        len(left["DeleteMarkers"]),
        newest,
        store.get_object(Bucket="files", Key="a/b")["Body"].read(),
    ]


def printed(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", ANSWERS, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_its_answers_are_those_of_the_original() -> None:
    original = printed()
    assert "NULL" in original
    assert printed("fast") == original


@pytest.fixture
def table() -> Iterator[DynamoDBClient]:
    with mock_aws():
        client = boto3.client("dynamodb")
        directory_table(client, "rows")
        for row in ROWS:
            client.put_item(TableName="rows", Item={**row, "count": {"N": "1"}, "list": {"L": []}})
        yield client


def rows(table: DynamoDBClient) -> str:
    return repr(table.scan(TableName="rows")["Items"])


def update(row: dict[str, Any], expression: str) -> dict[str, Any]:
    return {
        "Update": {
            "TableName": "rows",
            "Key": row,
            "UpdateExpression": expression,
            "ExpressionAttributeValues": {":one": {"N": "1"}, ":more": {"L": [{"S": "x"}]}},
            "ExpressionAttributeNames": {"#count": "count", "#list": "list"},
        }
    }


CHANGES = "SET #list = list_append(#list, :more) ADD #count :one"
NEW = {"pk": {"S": "p1"}, "sk": {"S": "new"}}
OTHER_PARTITION = {"pk": {"S": "p9"}, "sk": {"S": "new"}}
WORK: list[Any] = [
    update(ROWS[0], CHANGES),
    update(NEW, "SET #count = :one, #list = :more"),
    {"Delete": {"TableName": "rows", "Key": ROWS[1]}},
    {"Put": {"TableName": "rows", "Item": {**ROWS[2], "count": {"N": "7"}}}},
    {"Put": {"TableName": "rows", "Item": OTHER_PARTITION}},
]


def test_a_transaction_that_fails_changes_nothing(table: DynamoDBClient) -> None:
    before = rows(table)
    failing: Any = {
        "ConditionCheck": {
            "TableName": "rows",
            "Key": ROWS[3],
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }
    with pytest.raises(table.exceptions.TransactionCanceledException):
        table.transact_write_items(TransactItems=[*WORK, failing])
    assert rows(table) == before


def test_a_transaction_that_succeeds_changes_everything(table: DynamoDBClient) -> None:
    table.transact_write_items(TransactItems=WORK)
    found = {row["sk"]["S"]: row for row in table.scan(TableName="rows")["Items"]}
    assert sorted(found) == ["0", "2", "3", "new"]
    assert found["0"]["count"] == {"N": "2"}
    assert found["0"]["list"] == {"L": [{"S": "x"}]}
    assert found["2"]["count"] == {"N": "7"}
