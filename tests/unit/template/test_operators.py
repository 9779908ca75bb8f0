"""What an operator may add: a domain, a key, copies in another region, and a web ACL. Each is off by
default, and changes nothing then."""

from __future__ import annotations

import pytest

from tests.unit.template.conditions import Deployment
from tests.unit.template.loader import ALWAYS, RESOURCES, of_type
from tests.unit.template.test_parameters import accepts

ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
CERTIFICATE = f"arn:aws:acm:us-east-1:123456789012:certificate/{ID}"
WEB_ACL = f"arn:aws:wafv2:us-east-1:123456789012:global/webacl/console/{ID}"
KEY = f"arn:aws:kms:eu-west-1:123456789012:key/{ID}"
OTHER_KEY = f"arn:aws:kms:eu-central-1:123456789012:key/{ID}"
COPIES = "arn:aws:s3:::calls-copies"
URL = "https://calls.example.com"

OFF = Deployment()
DOMAIN = Deployment(ConsoleUrl=URL, ConsoleCertificateArn=CERTIFICATE)
PROTECTED = Deployment(ConsoleWebAclArn=WEB_ACL)
OWN_KEY = Deployment(KmsKeyArn=KEY)
COPIED = Deployment(ReplicationBucketArn=COPIES)
COPIED_WITH_KEYS = Deployment(
    ReplicationBucketArn=COPIES, KmsKeyArn=KEY, ReplicationKmsKeyArn=OTHER_KEY
)
ALL = [OFF, DOMAIN, PROTECTED, OWN_KEY, COPIED, COPIED_WITH_KEYS]
TABLES = sorted(set(of_type("AWS::DynamoDB::Table")) - {"TokensTable"})
QUEUES = sorted(of_type("AWS::SQS::Queue"))
LOGS = sorted(set(of_type("AWS::Logs::LogGroup")) & set(OFF.resources))
KEY_RIGHTS = sorted(f"{name.removesuffix('Function')}KeyRights" for name in ALWAYS)
REF_KEY = {"Ref": "KmsKeyArn"}


def distribution(deployment: Deployment) -> dict[str, object]:
    config: dict[str, object] = deployment.resources["ConsoleDistribution"]["DistributionConfig"]
    return config


def default_encryption(deployment: Deployment, bucket: str = "RecordingsBucket") -> object:
    encryption = deployment.resources[bucket]["BucketEncryption"]
    return encryption["ServerSideEncryptionConfiguration"]


@pytest.mark.parametrize("deployment", ALL)
def test_these_combinations_are_accepted(deployment: Deployment) -> None:
    assert deployment.broken_rules == []


def test_a_certificate_without_a_name_is_refused() -> None:
    assert Deployment(ConsoleCertificateArn=CERTIFICATE).broken_rules == [
        "ConsoleCertificateArn needs ConsoleUrl, which has the host name."
    ]


def test_encrypted_copies_without_a_key_of_their_region_are_refused() -> None:
    (broken,) = Deployment(ReplicationBucketArn=COPIES, KmsKeyArn=KEY).broken_rules
    assert "ReplicationKmsKeyArn" in broken


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("ConsoleCertificateArn", CERTIFICATE),
        ("ConsoleWebAclArn", WEB_ACL),
        ("KmsKeyArn", KEY),
        ("ReplicationKmsKeyArn", OTHER_KEY),
        ("ReplicationBucketArn", COPIES),
    ],
)
def test_an_arn_is_accepted_and_anything_else_is_not(parameter: str, value: str) -> None:
    assert accepts(parameter, value)
    assert accepts(parameter, "")
    for wrong in (value + "/x y", value.replace("arn:", ""), "*", f"{value}*", "alias/calls"):
        assert not accepts(parameter, wrong)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("ConsoleCertificateArn", CERTIFICATE.replace("us-east-1", "eu-west-1")),
        ("ConsoleWebAclArn", WEB_ACL.replace("global", "regional")),
    ],
)
def test_cloudfront_takes_nothing_of_another_region(parameter: str, value: str) -> None:
    assert not accepts(parameter, value)


@pytest.mark.parametrize("deployment", [OFF, Deployment(ConsoleUrl=URL), OWN_KEY])
def test_without_a_certificate_cloudfront_uses_its_own_name(deployment: Deployment) -> None:
    assert not {"Aliases", "ViewerCertificate"} & set(distribution(deployment))


def test_with_a_certificate_cloudfront_answers_under_the_name_with_tls_1_2() -> None:
    config = distribution(DOMAIN)
    assert config["Aliases"] == [{"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "ConsoleUrl"}]}]}]
    assert config["ViewerCertificate"] == {
        "AcmCertificateArn": {"Ref": "ConsoleCertificateArn"},
        "SslSupportMethod": "sni-only",
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }


def test_the_web_acl_is_added_only_on_request() -> None:
    assert "WebACLId" not in distribution(OFF)
    assert distribution(PROTECTED)["WebACLId"] == {"Ref": "ConsoleWebAclArn"}


def test_the_bucket_uses_s3s_key_or_the_own_one() -> None:
    assert default_encryption(OFF) == [
        {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    ]
    own = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": REF_KEY}
    assert default_encryption(OWN_KEY) == [
        {"ServerSideEncryptionByDefault": own, "BucketKeyEnabled": True}
    ]


def test_the_console_s_public_files_keep_s3s_key() -> None:
    """CloudFront could not read them otherwise without a grant in the key's policy."""
    assert default_encryption(OWN_KEY, "ConsoleBucket") == default_encryption(OFF, "ConsoleBucket")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_uses_awss_key_or_the_own_one(name: str) -> None:
    assert OFF.resources[name]["SSESpecification"] == {"SSEEnabled": True}
    own = {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": REF_KEY}
    assert OWN_KEY.resources[name]["SSESpecification"] == own


def test_the_tokens_keep_their_own_key() -> None:
    """Only functions that log in may read it."""
    assert OWN_KEY.resources["TokensTable"] == OFF.resources["TokensTable"]


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_uses_sqss_key_or_the_own_one(name: str) -> None:
    off, own = OFF.resources[name], OWN_KEY.resources[name]
    assert (off["SqsManagedSseEnabled"], off.get("KmsMasterKeyId")) == (True, None)
    assert (own.get("SqsManagedSseEnabled"), own["KmsMasterKeyId"]) == (None, REF_KEY)


@pytest.mark.parametrize("name", LOGS)
def test_logs_use_cloudwatchs_key_or_the_own_one(name: str) -> None:
    assert "KmsKeyId" not in OFF.resources[name]
    assert OWN_KEY.resources[name]["KmsKeyId"] == REF_KEY


def test_every_function_and_the_scheduler_may_use_the_key_and_nothing_else_of_it() -> None:
    assert not [name for name in OFF.resources if name.endswith("KeyRights")]
    rights = {name: it for name, it in OWN_KEY.resources.items() if name.endswith("KeyRights")}
    others = {
        "SchedulerKeyRights": "SchedulerRole",
        "TranscribeRecordingMachineKeyRights": "TranscribeRecordingStateMachineRole",
    }
    assert sorted(rights) == sorted([*KEY_RIGHTS, *others])
    for name, policy in rights.items():
        role = others.get(name, f"{name.removesuffix('KeyRights')}FunctionRole")
        assert policy["Roles"] == [{"Ref": role}]
        assert policy["PolicyDocument"]["Statement"] == [
            {
                "Effect": "Allow",
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": [REF_KEY],
            }
        ]


def test_nothing_is_copied_by_default() -> None:
    assert "ReplicationConfiguration" not in OFF.resources["RecordingsBucket"]
    assert not {"ReplicationRole", "ReplicationRights"} & set(OFF.resources)


def test_every_object_is_copied_and_no_deletion() -> None:
    (rule,) = COPIED.resources["RecordingsBucket"]["ReplicationConfiguration"]["Rules"]
    assert (rule["Status"], rule["Filter"]) == ("Enabled", {"Prefix": ""})
    assert rule["DeleteMarkerReplication"] == {"Status": "Disabled"}
    assert rule["Destination"] == {"Bucket": {"Ref": "ReplicationBucketArn"}}
    assert "SourceSelectionCriteria" not in rule
    assert COPIED.resources["RecordingsBucket"]["VersioningConfiguration"] == {"Status": "Enabled"}


def test_copies_of_encrypted_objects_have_a_key_of_their_region() -> None:
    (rule,) = COPIED_WITH_KEYS.resources["RecordingsBucket"]["ReplicationConfiguration"]["Rules"]
    assert rule["SourceSelectionCriteria"] == {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    assert rule["Destination"]["EncryptionConfiguration"] == {
        "ReplicaKmsKeyID": {"Ref": "ReplicationKmsKeyArn"}
    }


def actions(deployment: Deployment) -> dict[str, list[str]]:
    statements = deployment.resources["ReplicationRights"]["PolicyDocument"]["Statement"]
    return {str(each["Resource"][0]): each["Action"] for each in statements}


def test_the_copying_role_reads_here_and_can_only_add_there() -> None:
    there = str({"Fn::Sub": "${ReplicationBucketArn}/*"})
    assert actions(COPIED)[there] == ["s3:ReplicateObject", "s3:ReplicateTags"]
    every = [action for each in actions(COPIED_WITH_KEYS).values() for action in each]
    assert not [action for action in every if "*" in action or "Delete" in action]
    assert len(actions(COPIED)) == 3


def test_the_copying_role_uses_each_key_in_one_direction() -> None:
    assert actions(COPIED_WITH_KEYS)[str(REF_KEY)] == ["kms:Decrypt"]
    assert actions(COPIED_WITH_KEYS)[str({"Ref": "ReplicationKmsKeyArn"})] == ["kms:Encrypt"]


def test_only_s3_for_this_account_may_take_the_copying_role() -> None:
    (trust,) = COPIED.resources["ReplicationRole"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "s3.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_every_new_resource_is_conditional() -> None:
    new = {"ReplicationRole", "ReplicationRights", "SchedulerKeyRights", *KEY_RIGHTS}
    assert all("Condition" in RESOURCES[name] for name in new)
