"""Wires the trigger of the user pool, without the other modules so that its function starts quickly."""

from __future__ import annotations

import boto3
from botocore.config import Config

from ringkeep.aws.access.people_table import DynamoPeople
from ringkeep.aws.access.pool_profiles import CognitoProfiles
from ringkeep.settings import LinkFederatedSettings
from ringkeep.usecases.access.link_federated import LinkFederated
from ringkeep.wiring.base import CLOCK

_SHORT_TIMEOUTS = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "max_attempts": 2}
)
"""Cognito waits five seconds for the answer."""


def linker(settings: LinkFederatedSettings) -> LinkFederated:
    dynamodb = boto3.client("dynamodb", config=_SHORT_TIMEOUTS)
    return LinkFederated(
        people=DynamoPeople(dynamodb, settings.people_table_name),
        pool=CognitoProfiles(boto3.client("cognito-idp", config=_SHORT_TIMEOUTS)),
        clock=CLOCK,
        provider=settings.identity_provider_name,
        trusts_addresses=settings.trust_identity_provider_emails,
    )
