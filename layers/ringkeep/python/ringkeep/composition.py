"""Wires adapters to use cases, once a process. Handlers and the command line begin here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import boto3
from botocore.config import Config

from ringkeep.audio.probe import SoundfileProbe
from ringkeep.aws.archive import S3Archive
from ringkeep.aws.calls_table import DynamoCallsTable
from ringkeep.aws.directory import DynamoExtensionDirectory, DynamoServiceDirectory, DynamoStateStore
from ringkeep.aws.found_ledger import DynamoFoundLedger
from ringkeep.aws.leases import DynamoLeases
from ringkeep.aws.limiter import DynamoLimiter
from ringkeep.aws.secrets import SecretsManagerSecrets
from ringkeep.aws.tokens import DynamoTokenStore
from ringkeep.aws.workflows import StepFunctionsWorkflows
from ringkeep.domain.lifecycle import Pace
from ringkeep.domain.services import Connection, Service
from ringkeep.ringcentral.client import RingCentralClient
from ringkeep.settings import Settings, settings
from ringkeep.usecases.clock import SystemClock

_AWS = Config(retries={"mode": "standard", "max_attempts": 5}, connect_timeout=5, read_timeout=60)
