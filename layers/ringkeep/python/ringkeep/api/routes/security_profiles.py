"""The routes of security profiles."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Protocol, cast

from aws_lambda_powertools.event_handler import Depends, Response
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.bodies import json_body
from ringkeep.api.dependencies import PrincipalDependencies, provided
from ringkeep.api.description import (
    CHANGES,
    NOT_FOUND,
    PERSONAL,
    SIGNED_IN,
    documented_refusals,
    documented_responses,
)
from ringkeep.api.origins import Changing
from ringkeep.api.responses import empty_response, json_response
from ringkeep.api.routes import new_router
from ringkeep.api.routes.users import ManagesUsers
from ringkeep.api.versions import IfMatch, etag
from ringkeep.api.views.common import EntityId
from ringkeep.api.views.profiles import (
    NewProfileBody,
    ProfileChangesBody,
    ProfileList,
    ProfileView,
    profile_list,
    profile_view,
)
from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.user_rules import ProfileUnknown
from ringkeep.usecases.access.change_profiles import ChangeProfiles, ProfileFields
from ringkeep.usecases.access.ports import PeopleStore

router = new_router()


class ProfileDependencies(PrincipalDependencies, Protocol):
    @property
    def people(self) -> PeopleStore: ...

    @property
    def change_profiles(self) -> ChangeProfiles: ...


def _dependencies(request: Request) -> ProfileDependencies:
    return cast(ProfileDependencies, provided(request))


Profiles = Annotated[ProfileDependencies, Depends(_dependencies)]


@router.get(
    "/v1/security-profiles",
    summary="The security profiles, and all rights",
    operation_id="listSecurityProfiles",
    responses=documented_responses(ProfileList, "all profiles", PERSONAL),
    security=SIGNED_IN,
)
def list_profiles(person: ManagesUsers, profiles: Profiles) -> Response[str]:
    return json_response(profile_list(profiles.people.profiles()))


@router.post(
    "/v1/security-profiles",
    summary="Add a security profile",
    operation_id="addSecurityProfile",
    responses=documented_responses(ProfileView, "the new profile", CHANGES, HTTPStatus.CREATED),
    security=SIGNED_IN,
)
def add_profile(
    person: ManagesUsers,
    change: Changing,
    body: Annotated[NewProfileBody, json_body(NewProfileBody)],
    profiles: Profiles,
) -> Response[str]:
    fields = ProfileFields(name=body.name, rights=body.rights, visibility=body.visibility)
    profile = profiles.change_profiles.add(fields, change)
    place = {"Location": f"/v1/security-profiles/{profile.id}", **etag(profile.version)}
    return json_response(profile_view(profile, 0), HTTPStatus.CREATED, place)


@router.get(
    "/v1/security-profiles/<profile_id>",
    summary="One security profile",
    operation_id="getSecurityProfile",
    responses=documented_responses(ProfileView, "the profile", [*PERSONAL, NOT_FOUND]),
    security=SIGNED_IN,
)
def read_profile(person: ManagesUsers, profile_id: EntityId, profiles: Profiles) -> Response[str]:
    return _answer(profiles, _stored(profiles, profile_id))


@router.patch(
    "/v1/security-profiles/<profile_id>",
    summary="Change a security profile",
    operation_id="changeSecurityProfile",
    responses=documented_responses(ProfileView, "the profile", [*CHANGES, NOT_FOUND]),
    security=SIGNED_IN,
)
def change_profile(
    person: ManagesUsers,
    change: Changing,
    read: IfMatch,
    profile_id: EntityId,
    body: Annotated[ProfileChangesBody, json_body(ProfileChangesBody)],
    profiles: Profiles,
) -> Response[str]:
    before = _stored(profiles, profile_id)
    profile = profiles.change_profiles.change(
        profile_id, _fields(before, body), change, version=read.of(lambda: before.version)
    )
    return _answer(profiles, profile)


@router.delete(
    "/v1/security-profiles/<profile_id>",
    summary="Delete a security profile that no user has",
    operation_id="deleteSecurityProfile",
    responses=documented_refusals("deleted", [*CHANGES, NOT_FOUND], HTTPStatus.NO_CONTENT),
    security=SIGNED_IN,
)
def delete_profile(
    person: ManagesUsers,
    change: Changing,
    read: IfMatch,
    profile_id: EntityId,
    profiles: Profiles,
) -> Response[str]:
    version = read.of(lambda: _stored(profiles, profile_id).version)
    profiles.change_profiles.delete(profile_id, change, version=version)
    return empty_response()


def _stored(profiles: ProfileDependencies, profile_id: str) -> SecurityProfile:
    by_id = profiles.people.profiles().by_id
    if profile_id not in by_id:
        raise ProfileUnknown(by_id)
    return by_id[profile_id]


def _answer(profiles: ProfileDependencies, profile: SecurityProfile) -> Response[str]:
    users = profiles.people.profiles().users.get(profile.id, 0)
    return json_response(profile_view(profile, users), headers=etag(profile.version))


def _fields(before: SecurityProfile, body: ProfileChangesBody) -> ProfileFields:
    rights = frozenset(map(str, before.rights)) if body.rights is None else body.rights
    return ProfileFields(
        name=before.name if body.name is None else body.name,
        rights=rights,
        visibility=body.visibility or before.visibility,
    )
