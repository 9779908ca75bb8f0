"""The rights that the calls of a function need, by the resource that an adapter works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.unit.template.calls import TRANSACTION, calls_of, transacted_by
from tests.unit.template.rights import KEYS as LIMITED

PLACE = "${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}"
SECRETS = f"arn:{PLACE % 'secretsmanager'}:secret:${{AWS::StackName}}"
SOCKETS = f"arn:{PLACE % 'execute-api'}:${{LiveApi}}/live/*/@connections/*"
OBJECTS = "${RecordingsBucket.Arn}/*"
BUCKET = "RecordingsBucket.Arn"
INDEXES = "${CallsTable.Arn}/index/*"
EVALUATION_INDEXES = "${EvaluationsTable.Arn}/index/*"
PEOPLE = "PeopleTable.Arn"
USER_FILES = "${UserFilesBucket.Arn}/user-imports/*"
TEAM_COPIES = "${UserFilesBucket.Arn}/teams/*"
PEOPLE_INDEXES = "${PeopleTable.Arn}/index/*"
RESOURCES: Mapping[str, str] = {
    "ApiGatewaySockets": SOCKETS,
    "AuditCopies": "${AuditBucket.Arn}/*",
    "CognitoUserPool": "UserPool.Arn",
    "CognitoProfiles": "UserPool.Arn",
    "DeadLetterEvents": "DeadLetterQueue.Arn",
    "Documents": OBJECTS,
    "DynamoAuditEntries": PEOPLE,
    "DynamoAuditLog": PEOPLE,
    "DynamoCallsTable": "CallsTable.Arn",
    "DynamoDecisions": PEOPLE,
    "DynamoEvaluations": "EvaluationsTable.Arn",
    "DynamoExtensionDirectory": "DirectoryTable.Arn",
    "DynamoFoundCounts": "CallsTable.Arn",
    "DynamoImportJobs": PEOPLE,
    "DynamoLeases": "DirectoryTable.Arn",
    "DynamoLicensedUsers": PEOPLE,
    "DynamoLimiter": "LimiterTable.Arn",
    "DynamoLiveTable": "LiveTable.Arn",
    "DynamoOfferJobs": PEOPLE,
    "DynamoPeople": PEOPLE,
    "DynamoPeopleLists": PEOPLE,
    "DynamoPlays": PEOPLE,
    "DynamoPostingPages": "SearchTable.Arn",
    "DynamoPostingWriter": "SearchTable.Arn",
    "DynamoRecordingList": "CallsTable.Arn",
    "DynamoRecordingRows": "CallsTable.Arn",
    "DynamoKeptWork": "WorkTable.Arn",
    "DynamoRecordingWork": "WorkTable.Arn",
    "DynamoRowTags": "CallsTable.Arn",
    "DynamoSavedSearches": "WorkTable.Arn",
    "DynamoServiceDirectory": "DirectoryTable.Arn",
    "DynamoSignIns": PEOPLE,
    "DynamoPoolTasks": "PeopleTable.Arn",
    "DynamoSocketsTable": "SocketsTable.Arn",
    "DynamoStartCounts": "SocketsTable.Arn",
    "DynamoStateStore": "DirectoryTable.Arn",
    "DynamoTagNames": "WorkTable.Arn",
    "DynamoTokenStore": "TokensTable.Arn",
    "DynamoTranscriptionJobs": "CallsTable.Arn",
    "DynamoTranscriptionSettings": "DirectoryTable.Arn",
    "DynamoScorecards": "EvaluationsTable.Arn",
    "DynamoScoreCells": "ScoresTable.Arn",
    "DynamoScoreChanges": "ScoresTable.Arn",
    "EvaluationCopies": OBJECTS,
    "ExtensionSyncTrigger": "SyncExtensionsFunction.Arn",
    "PoolTwoFactors": "UserPool.Arn",
    "S3Archive": OBJECTS,
    "S3Media": OBJECTS,
    "SecretsManagerSecrets": f"{SECRETS}/services/*",
    "SetAsideRecords": OBJECTS,
    "S3ImportFiles": USER_FILES,
    "S3SidecarReader": OBJECTS,
    "S3SpokenWords": OBJECTS,
    "S3Summaries": OBJECTS,
    "VersionedObjects": OBJECTS,
    "S3KeptTeamCopies": TEAM_COPIES,
    "S3TeamCopies": TEAM_COPIES,
    "SqsEventQueue": "LiveEventsQueue.Arn",
    "StepFunctionsWorkflows": "state machine",
    "TranscriptObjects": OBJECTS,
    "TranscriptionMachine": "state machine",
    "Uploader": OBJECTS,
    "VerificationTokens": f"{SECRETS}/webhooks/*",
    "WebhookKeySecret": f"{SECRETS}/webhooks/*",
    "WorkTrigger": "KeepUsersFunction.Arn",
}
"""The resource of each adapter class. A new class fails the test until it stands here."""

BY_INDEX = ("DynamoCallsTable", "DynamoRecordingList")
"""They query the indexes of the calls table. The jobs of transcriptions are in the table itself."""

KEYS: Mapping[str, frozenset[str]] = {
    "TokensTable.Arn": frozenset({"kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"}),
}
"""What the key of an encrypted table needs besides."""

_SERVICES = {
    "ApiGatewaySockets": "execute-api",
    "AuditCopies": "s3",
    "CognitoUserPool": "cognito-idp",
    "CognitoProfiles": "cognito-idp",
    "DeadLetterEvents": "sqs",
    "Documents": "s3",
    "EvaluationCopies": "s3",
    "ExtensionSyncTrigger": "lambda",
    "PoolTwoFactors": "cognito-idp",
    "S3Archive": "s3",
    "S3Media": "s3",
    "SecretsManagerSecrets": "secretsmanager",
    "SetAsideRecords": "s3",
    "S3ImportFiles": "s3",
    "S3SidecarReader": "s3",
    "S3SpokenWords": "s3",
    "S3Summaries": "s3",
    "VersionedObjects": "s3",
    "S3KeptTeamCopies": "s3",
    "S3TeamCopies": "s3",
    "SqsEventQueue": "sqs",
    "StepFunctionsWorkflows": "states",
    "TranscriptObjects": "s3",
    "TranscriptionMachine": "states",
    "Uploader": "s3",
    "VerificationTokens": "secretsmanager",
    "WebhookKeySecret": "secretsmanager",
    "WorkTrigger": "lambda",
}
_IN_A_TRANSACTION = {
    "Check": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}
"""A transaction needs the right of each of its requests."""
_ACTIONS = {
    "complete_multipart_upload": "PutObject",
    "create_multipart_upload": "PutObject",
    "delete_connection": "ManageConnections",
    "generate_presigned_url": "GetObjectVersion",
    "head_object": "GetObject",
    "invoke": "InvokeFunction",
    "list_objects_v2": "ListBucket",
    "post_to_connection": "ManageConnections",
    "upload_part": "PutObject",
}
"""Actions whose names differ from the operation's. An address that is signed can do what its role may, and
only versions of objects are signed."""


def needs_of(function: str) -> dict[str, set[str]]:
    """Returns the actions that the function's calls need, by resource."""
    needs: dict[str, set[str]] = {}
    for adapter, operations in calls_of(function).items():
        for operation in operations - {TRANSACTION}:
            action = _action(adapter, operation)
            needs.setdefault(_resource(adapter, action), set()).add(action)
        if TRANSACTION in operations:
            actions = {_IN_A_TRANSACTION[each] for each in transacted_by(function, adapter)}
            needs.setdefault(RESOURCES[adapter], set()).update(f"dynamodb:{it}" for it in actions)
        if adapter == "DynamoAuditLog" and "query" in operations:
            needs[PEOPLE_INDEXES] = {"dynamodb:Query"}
    if any("s3:GetObject" in needs.get(each, set()) for each in (USER_FILES, TEAM_COPIES)):
        needs["UserFilesBucket.Arn"] = {"s3:ListBucket"}  # as below
    if "s3:GetObject" in needs.get(OBJECTS, set()):
        needs.setdefault(BUCKET, set()).add(
            "s3:ListBucket"
        )  # else S3 answers 403 for a missing object
    if any("query" in calls_of(function).get(each, set()) for each in BY_INDEX):
        needs[INDEXES] = {"dynamodb:Query"}
    if "query" in calls_of(function).get("DynamoEvaluations", set()):
        needs[EVALUATION_INDEXES] = {"dynamodb:Query"}
    if set(KEYS) & set(needs):
        needs["TokensKey.Arn"] = set(KEYS["TokensTable.Arn"])
    return needs


def _action(adapter: str, operation: str) -> str:
    name = _ACTIONS.get(operation) or "".join(word.title() for word in operation.split("_"))
    return f"{_SERVICES.get(adapter, 'dynamodb')}:{name}"


def _resource(adapter: str, action: str) -> str:
    return BUCKET if action == "s3:ListBucket" else RESOURCES[adapter]


def comparable(rights: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Returns a role's rights with the resources of `needs_of`: a key's prefix and the name of a state
    machine are arguments of a call, which the code's names do not show."""
    found: dict[str, set[str]] = {}
    for resource, actions in rights.items():
        name = resource.partition(LIMITED)[0]
        name = OBJECTS if name.startswith("${RecordingsBucket.Arn}/") else name
        name = "state machine" if name.endswith("StateMachine") else name
        found.setdefault(name, set()).update(actions)
    return found


def difference(
    these: Mapping[str, set[str]], others: Mapping[str, set[str]]
) -> dict[str, list[str]]:
    """Returns the actions of these that the others lack, by resource."""
    lacking = {name: sorted(actions - others.get(name, set())) for name, actions in these.items()}
    return {name: actions for name, actions in lacking.items() if actions}
