"""Publishes the console of a stack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import boto3

from ringkeep.aws.console.bucket import empty_bucket
from ringkeep.aws.console.console_files import ConsoleFiles, refresh_distribution
from ringkeep.cli.resources import Resources
from ringkeep.usecases.clock import Clock


@dataclass(frozen=True)
class PublishedConsole:
    resources: Resources
    is_local: bool
    clock: Clock

    @property
    def is_deployed(self) -> bool:
        return bool(self.resources.console_distribution_id)

    def publish(self, folder: Path) -> int:
        """Uploads the files and returns their number. Raises ConfigurationError if the folder has no
        index.html."""
        bucket = self.resources.console_bucket_name
        written = ConsoleFiles(boto3.client("s3"), bucket).publish(folder)
        if not self.is_local:  # an emulator has no CloudFront cache
            client = boto3.client("cloudfront")
            reference = f"{self.clock.now():.3f}"
            refresh_distribution(client, self.resources.console_distribution_id, reference)
        return written

    def clear(self) -> int:
        """Deletes the files and returns their number."""
        return empty_bucket(boto3.client("s3"), self.resources.console_bucket_name)
