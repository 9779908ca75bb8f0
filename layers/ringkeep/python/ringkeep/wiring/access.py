"""Wires the lookup of signed-in people and their rights."""

from __future__ import annotations

import boto3

from ringkeep.aws.access.identity import CognitoIdentity
from ringkeep.aws.state import DynamoStateStore
from ringkeep.settings import PeopleSettings
from ringkeep.wiring.base import AWS, Base


def identity(base: Base, settings: PeopleSettings) -> CognitoIdentity:
    states = DynamoStateStore(base.dynamodb, settings.directory_table_name)
    client = boto3.client("cognito-idp", config=AWS)
    return CognitoIdentity(client, settings.user_pool_id, states, base.clock)
