"""The routes of services: what they are connected to, and whose recordings they import."""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, may, provided
from ringkeep.api.description import CHANGES, NOT_FOUND, PERSONAL, SIGNED_IN, documented_responses
from ringkeep.api.origins import Changing
from ringkeep.api.responses import json_response
from ringkeep.api.routes import new_router
from ringkeep.api.versions import IfMatch, etag
from ringkeep.api.views.common import EntityId
from ringkeep.api.views.services import (
    ServiceChangesBody,
    ServiceList,
    ServiceView,
    service_view,
)
from ringkeep.api.work import StartsWork, start_work
from ringkeep.domain.access.rights import Right
from ringkeep.domain.access.user_principal import UserPrincipal
from ringkeep.domain.accounts.services import Service
from ringkeep.usecases.access.change_service import ChangeService, ServicePolicyChanges
from ringkeep.usecases.accounts.account_history import AccountHistory

router = new_router()

ManagesServices = Annotated[UserPrincipal, may(Right.MANAGE_SERVICES)]


class ServiceDependencies(PrincipalDependencies, Protocol):
    @property
    def change_service(self) -> ChangeService: ...

    @property
    def account_history(self) -> AccountHistory: ...

    @property
    def work(self) -> StartsWork: ...


def _dependencies(request: Request) -> ServiceDependencies:
    return cast(ServiceDependencies, provided(request))


Services = Annotated[ServiceDependencies, Depends(_dependencies)]


@router.get(
    "/v1/services",
    summary="The connected services",
    operation_id="listServices",
    responses=documented_responses(ServiceList, "all services", PERSONAL),
    security=SIGNED_IN,
)
def list_services(person: ManagesServices, services: Services) -> Response[str]:
    stored = services.change_service.services.list()
    return json_response(ServiceList(items=tuple(_view(services, each) for each in stored)))


@router.get(
    "/v1/services/<name>",
    summary="One service",
    operation_id="getService",
    responses=documented_responses(ServiceView, "the service", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
)
def read_service(person: ManagesServices, name: EntityId, services: Services) -> Response[str]:
    return _answer(services, services.change_service.services.get(name))


@router.patch(
    "/v1/services/<name>",
    summary="Choose whose recordings are imported, and whether new extensions become users",
    description="`keep_in_step` needs the right users.manage as well.",
    operation_id="changeService",
    responses=documented_responses(ServiceView, "the service", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def change_service(
    person: ManagesServices,
    change: Changing,
    read: IfMatch,
    name: EntityId,
    body: Annotated[ServiceChangesBody, json_body(ServiceChangesBody)],
    services: Services,
) -> Response[str]:
    use_case = services.change_service
    version = read.of(lambda: use_case.services.get(name).version)
    changed = use_case(name, _changes(body), change, version=version)
    start_work(services.work)  # a switch brings back what was excluded, or makes extensions users
    return _answer(services, changed)


def _changes(body: ServiceChangesBody) -> ServicePolicyChanges:
    given = {} if body.licensing is None else {"licensing": body.licensing}
    changes = ServicePolicyChanges.model_validate(given)
    if not body.given("keep_in_step"):
        return changes
    return changes.keeping_in_step(body.keep_in_step.setting if body.keep_in_step else None)


def _answer(services: ServiceDependencies, service: Service) -> Response[str]:
    return json_response(_view(services, service), headers=etag(service.version))


def _view(services: ServiceDependencies, service: Service) -> ServiceView:
    return service_view(service, services.account_history.latest(service.name))
