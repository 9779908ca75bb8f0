"""Joins the tables of services and of people for changes of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.table import transact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from ringkeep.aws.access.people_lists import DynamoPeopleLists
    from ringkeep.aws.accounts.services_table import DynamoServiceDirectory
    from ringkeep.domain.accounts.services import Service
    from ringkeep.usecases.access.ports import PeopleWrite


class AuditedServices:
    """The ServiceChanges port: a service and its audit entry are in two tables, and written in one
    transaction."""

    def __init__(
        self, client: DynamoDBClient, services: DynamoServiceDirectory, people: DynamoPeopleLists
    ) -> None:
        self._client = client
        self._services = services
        self._people = people

    def list(self) -> Sequence[Service]:
        return self._services.list()

    def get(self, name: str) -> Service:
        return self._services.get(name)

    def write(self, after: Service, people: PeopleWrite) -> None:
        transact(
            self._client, [self._services.request(after), *self._people.people_requests(people)]
        )

    def remove(self, before: Service, people: PeopleWrite) -> None:
        transact(
            self._client, [self._services.removal(before), *self._people.people_requests(people)]
        )
