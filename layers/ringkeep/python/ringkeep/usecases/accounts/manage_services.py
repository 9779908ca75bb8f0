"""Adds, lists and removes services: the row in the directory and the credentials in their secret.

Adding works without RingCentral; `test_service` checks whether RingCentral accepts the credentials.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import ValidationError

from ringkeep.domain.accounts.servers import require_public_servers
from ringkeep.domain.accounts.services import Connection, Policy, Service
from ringkeep.domain.accounts.time_zones import is_time_zone
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.validation import sentence
from ringkeep.errors import ConfigurationError, RingkeepError, ServiceNotFound
from ringkeep.usecases.accounts.complete_service import service_lease
from ringkeep.usecases.accounts.ports import Secrets, ServiceDirectory, WebhookTokens
from ringkeep.usecases.clock import Clock
from ringkeep.usecases.conflicts import retry_on_conflict
from ringkeep.usecases.recordings.ports import Workflows
from ringkeep.usecases.state import Leases

_LEASE_SECONDS = 60.0


class AddServiceResult(Model):
    """`created` is False if the service existed and was updated. `backfill` is the ARN of the
    execution that was started."""

    service: Service
    created: bool
    backfill: str | None = None


@dataclass(frozen=True)
class ServiceManager:
    services: ServiceDirectory
    secrets: Secrets
    leases: Leases
    workflows: Workflows
    tokens: WebhookTokens
    clock: Clock
    local: bool = False
    """Whether the stack runs on a laptop. Only then may a server be on this machine too."""

    def list(self) -> Sequence[Service]:
        return self.services.list()

    def add(
        self,
        name: str,
        connection: Connection,
        policy: JsonObject | None = None,
        *,
        backfill: bool = True,
    ) -> AddServiceResult:
        """Adds the service, or updates an existing one. Repeating it changes nothing.

        `policy` holds the settings to change. The back-fill is named after the time when the service
        was first added, so that it starts once. Raises ConfigurationError, Busy, StorageFailed.
        """
        if not self.local:
            require_public_servers(connection)
        with self._held(name):
            created = self._existing(name) is None
            service = retry_on_conflict(lambda: self._written(name, connection, policy or {}))
            self.tokens.token(name)
        return AddServiceResult(
            service=service,
            created=created,
            backfill=self._start_backfill(service) if backfill else None,
        )

    def _written(self, name: str, connection: Connection, policy: JsonObject) -> Service:
        """Someone may change the service's licensing at this moment, without the lease."""
        existing = self._existing(name)
        service = self._service(name, connection, policy, existing)
        if existing is None or self._differs(existing, connection):
            service = service.model_copy(update={"credentials_changed_at": self.clock.now()})
        return self._write(service, connection, existing)

    def _differs(self, existing: Service, connection: Connection) -> bool:
        """Whether the secret has other credentials. One that cannot be read is replaced."""
        try:
            return self.secrets.read(existing.secret_arn) != connection
        except ConfigurationError:
            return True

    def remove(self, name: str) -> Service:
        """Removes the service from the list; its recordings and their history stay. The credentials
        can be recovered for seven days. Raises ServiceNotFound, Busy."""
        with self._held(name):
            service = self.services.get(name)
            self.secrets.delete(service.secret_arn)
            self.tokens.delete(name)
            self.services.delete(name)
        return service

    @contextmanager
    def _held(self, name: str) -> Iterator[None]:
        with self.leases.hold(service_lease(name), _LEASE_SECONDS):
            yield

    def _existing(self, name: str) -> Service | None:
        try:
            return self.services.get(name)
        except ServiceNotFound:
            return None

    def _service(
        self, name: str, connection: Connection, changes: JsonObject, existing: Service | None
    ) -> Service:
        policy = changed_policy(existing.policy if existing else Policy(), changes)
        try:
            service = Service(
                name=name,
                server_url=connection.server_url,
                media_url=connection.media_url,
                secret_arn=existing.secret_arn if existing else "",
                policy=existing.policy if existing else policy,
                added_at=existing.added_at if existing else self.clock.now(),
                client_id=connection.client_id,
                user_labels=connection.user_labels,
                credentials_changed_at=existing.credentials_changed_at if existing else 0.0,
                version=existing.version if existing else 0,
                everyone_since=existing.everyone_since if existing else 0.0,
                reported_time_zone=existing.reported_time_zone if existing else "",
            )
        except ValidationError as problem:
            raise ConfigurationError(sentence(problem)) from None
        switched = service.with_licensing(policy.licensing, self.clock.now())
        return switched.model_copy(update={"policy": policy})

    def _write(self, service: Service, connection: Connection, existing: Service | None) -> Service:
        """Writes the secret before the row, so that no row points to a missing secret. If the row
        cannot be written, a new secret is deleted again. A row that stays the same is not written."""
        arn = self.secrets.put(service.name, connection, service.secret_arn or None)
        written = service.model_copy(update={"secret_arn": arn})
        try:
            return written if written == existing else self.services.put(written)
        except RingkeepError:
            if arn != service.secret_arn:
                self.secrets.delete(arn)
            raise

    def _start_backfill(self, service: Service) -> str | None:
        if service.policy.backfill_days == 0:
            return None
        run_id = f"added-{int(service.added_at)}"
        return self.workflows.start_backfill(service.name, None, run_id)


def changed_policy(policy: Policy, changes: JsonObject) -> Policy:
    """Returns the policy with the changes. Raises ConfigurationError if a setting is unknown or
    outside its limits."""
    unknown = sorted(set(changes) - set(Policy.model_fields))
    if unknown:
        raise ConfigurationError(
            f"unknown settings: {', '.join(unknown)} (allowed: {', '.join(Policy.model_fields)})"
        )
    values: Mapping[str, object] = {**policy.model_dump(), **changes}
    try:
        changed = Policy.model_validate(values)
    except ValidationError as problem:
        raise ConfigurationError(sentence(problem)) from None
    if not is_time_zone(changed.time_zone):
        raise ConfigurationError("time_zone: must be an IANA name, such as America/New_York")
    return changed
