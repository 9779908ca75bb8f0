"""Recordings and their rows are private, recoverable, and retained when the stack is deleted."""

from __future__ import annotations

import pytest

from tests.unit.template.loader import RESOURCES, of_type

REBUILT = {
    "LimiterTable",
    "TokensTable",
    "LiveTable",
    "ScoresTable",
    "SearchTable",
    "SocketsTable",
    "ConsoleBucket",
}
PEOPLE = {
    "AdministratorGroup",
    "ManagerGroup",
    "AgentGroup",
    "FirstAdministrator",
    "FirstAdministratorGroup",
}
"""They are as old as the pool: without them, its people lose what they may do."""
STORAGE = {
    "RecordingsBucket",
    "AuditBucket",
    "CallsTable",
    "DirectoryTable",
    "EvaluationsTable",
    "PeopleTable",
    "UserFilesBucket",
    "UserPool",
    "WorkTable",
    "ObjectAccessBucket",
}
RETAINED = STORAGE | PEOPLE


def test_the_retained_resources_keep_their_logical_ids() -> None:
    """With another id, an update would create an empty resource and detach the old one."""
    retained = {
        name for name, it in RESOURCES.items() if "Retain" in it.get("DeletionPolicy", "Delete")
    }
    assert retained == RETAINED


@pytest.mark.parametrize("name", sorted(RETAINED))
def test_only_a_failed_first_deployment_removes_what_is_retained(name: str) -> None:
    """UpdateReplacePolicy does not know RetainExceptOnCreate."""
    assert RESOURCES[name]["DeletionPolicy"] == "RetainExceptOnCreate"
    # Another first administrator takes the former one's place.
    replaced = "Delete" if name.startswith("FirstAdministrator") else "Retain"
    assert RESOURCES[name]["UpdateReplacePolicy"] == replaced


@pytest.mark.parametrize("kind", ["AWS::S3::Bucket", "AWS::DynamoDB::Table"])
def test_storage_that_cannot_be_rebuilt_is_retained(kind: str) -> None:
    kept = {name for name, it in RESOURCES.items() if it["Type"] == kind} - REBUILT
    assert kept <= RETAINED


@pytest.mark.parametrize("name", sorted(of_type("AWS::DynamoDB::Table")))
def test_every_table_is_on_demand_encrypted_and_recoverable(name: str) -> None:
    table = RESOURCES[name]["Properties"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["SSESpecification"]["SSEEnabled"]
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]


def test_the_bucket_is_private_versioned_encrypted_and_removes_abandoned_uploads() -> None:
    bucket = RESOURCES["RecordingsBucket"]["Properties"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "BucketEncryption" in bucket
    rules = bucket["LifecycleConfiguration"]["Rules"]
    assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)


def test_files_of_users_are_private_and_expire_after_thirty_days() -> None:
    bucket = RESOURCES["UserFilesBucket"]["Properties"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert "BucketEncryption" in bucket
    assert "VersioningConfiguration" not in bucket
    rules = bucket["LifecycleConfiguration"]["Rules"]
    assert {rule["Prefix"]: (rule["ExpirationInDays"], rule["Status"]) for rule in rules} == {
        "": (30, "Enabled"),
        "query-results/": (7, "Enabled"),
    }


def test_only_what_is_temporary_or_made_again_expires() -> None:
    rules = RESOURCES["RecordingsBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    expiring = [
        rule for rule in rules if any(key.startswith(("Expiration", "Noncurrent")) for key in rule)
    ]
    temporary = ["set-aside/", "transcription-results/"]
    earlier_versions = ["work/", "postings/", "scorecards/", "evaluations/", "summaries/"]
    assert [rule["Prefix"] for rule in expiring] == [*temporary, *earlier_versions]
    forgotten = [rule["Prefix"] for rule in expiring if "ExpirationInDays" in rule]
    assert forgotten == temporary
