"""Wires the copies of the audit log."""

from __future__ import annotations

import boto3

from ringkeep.aws.access.audit_copies import AuditCopies
from ringkeep.settings import AuditBucketSettings
from ringkeep.wiring.base import AWS


def audit_copies(settings: AuditBucketSettings) -> AuditCopies:
    return AuditCopies(boto3.client("s3", config=AWS), settings.audit_bucket_name)
