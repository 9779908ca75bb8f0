"""The items of the people table, and their keys. `revision` is the version on which a write depends.

    pk `user#{id}`                              sk `user`            a user, with their assignments
    pk `users`                                  sk name, tab, id     a copy of each, ordered by name
    pk `email#{address}`                        sk `email`           who has the e-mail address
    pk `sub#{sub}`                              sk `sub`             whom the user pool knows by this id
    pk `extension#{service}#{account}#{id}`     sk `extension`       everyone who has or had it
    pk `profiles`                               sk `set`             the version of the set of profiles
    pk `profiles`                               sk `profile#{id}`    an own profile, and its users' number
    pk `administrators`                         sk `administrators`  the active administrators
    pk `licences`                               sk `licences`        licences given, and their ceilings
    pk `teams`                                  sk `teams`           everyone to whom someone reports
    pk `team#{manager}`                         sk `{part}`          their direct reports
    pk `pool_tasks`                             sk the user's id     what is to be done in the user pool
    pk `invitation#{id}`                        sk `invitation`      a user's invitation
    pk `extension_wishes`                       sk the user's id     an extension that is not listed yet
    pk `decision#{id}`                          sk `decision`        an open decision
    pk `decisions`                              sk alarm, extension  a copy of each, alarms first
    pk `month#{month}`                          sk the entry's id    an audit entry
    pk `sign_in#{session}`                      sk `sign_in`         a sign-in that has an entry, with a `ttl`
    pk `play#{user id}`                         sk see plays.py      what they play, with a `ttl`

A built-in profile has an item too, with only the number of its users. The two indexes `by_person` and
`by_object` have only audit entries: see domain/access/audit_search.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import ValidationError

from ringkeep.aws.items import Item
from ringkeep.aws.transactions import Key
from ringkeep.domain.access.administrators import Administrators
from ringkeep.domain.access.assignments import ExtensionAssignments
from ringkeep.domain.access.audit import AuditEntry
from ringkeep.domain.access.audit_search import object_key, person_key, time_key
from ringkeep.domain.access.decisions import OpenDecision
from ringkeep.domain.access.extension_wishes import ExtensionWish
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.pool_tasks import Invitation, PoolTask
from ringkeep.domain.access.profiles import SecurityProfile
from ringkeep.domain.access.rights import known_rights
from ringkeep.domain.access.user_records import UserRecord, place_of
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.json import JsonValue
from ringkeep.domain.model import Model
from ringkeep.domain.validation import wrong_fields
from ringkeep.errors import StoredDataInvalid

Stored = TypeVar("Stored", bound=Model)
USERS: Final = "users"
PROFILES: Final = "profiles"
PROFILE_PREFIX: Final = "profile#"
POOL_TASKS: Final = "pool_tasks"
INVITATION_PREFIX: Final = "invitation#"
EXTENSION_WISHES: Final = "extension_wishes"
DECISIONS: Final = "decisions"
ADMINISTRATORS: Final[Key] = {"pk": "administrators", "sk": "administrators"}
LICENCES: Final[Key] = {"pk": "licences", "sk": "licences"}
TEAMS: Final[Key] = {"pk": "teams", "sk": "teams"}
PROFILE_SET: Final[Key] = {"pk": PROFILES, "sk": "set"}


def user_key(user_id: str) -> Key:
    return {"pk": f"user#{user_id}", "sk": "user"}


def email_key(address: str) -> Key:
    return {"pk": f"email#{address}", "sk": "email"}


def sub_key(sub: str) -> Key:
    return {"pk": f"sub#{sub}", "sk": "sub"}


def list_key(record: UserRecord) -> Key:
    return {"pk": USERS, "sk": place_of(record.user)}


def extension_key(extension: Owner) -> Key:
    return {"pk": f"extension#{'#'.join(extension)}", "sk": "extension"}


def profile_key(profile_id: str) -> Key:
    return {"pk": PROFILES, "sk": f"{PROFILE_PREFIX}{profile_id}"}


def block_key(manager: str, part: int) -> Key:
    return {"pk": f"team#{manager}", "sk": f"{part:04}"}


def pool_task_key(user_id: str) -> Key:
    return {"pk": POOL_TASKS, "sk": user_id}


def invitation_key(user_id: str) -> Key:
    return {"pk": f"{INVITATION_PREFIX}{user_id}", "sk": "invitation"}


def wish_key(user_id: str) -> Key:
    return {"pk": EXTENSION_WISHES, "sk": user_id}


def decision_key(decision_id: str) -> Key:
    return {"pk": f"decision#{decision_id}", "sk": "decision"}


def listed_decision_key(decision: OpenDecision) -> Key:
    return {"pk": DECISIONS, "sk": decision.place}


def sign_in_key(session: str) -> Key:
    return {"pk": f"sign_in#{session}", "sk": "sign_in"}


def place_of_block(item: Item) -> tuple[str, int]:
    """Returns the manager and the part of a block's item."""
    return str(item["pk"]).removeprefix("team#"), int(str(item["sk"]))


def user_item(record: UserRecord) -> Item:
    return {**_content(record), "revision": record.user.version}


def user_of(item: Item) -> UserRecord:
    return _validated(UserRecord, item)


def extension_item(stored: ExtensionAssignments) -> Item:
    return {**_content(stored), "revision": stored.version}


def extension_of(item: Item) -> ExtensionAssignments:
    return _validated(ExtensionAssignments, item)


def administrators_item(stored: Administrators) -> Item:
    return {**_content(stored), "revision": stored.version}


def administrators_of(item: Item | None) -> Administrators:
    return _validated(Administrators, item) if item else Administrators()


def licences_item(stored: LicenceCounts) -> Item:
    return {**_content(stored), "revision": stored.version}


def licences_of(item: Item | None) -> LicenceCounts:
    return _validated(LicenceCounts, item) if item else LicenceCounts()


def pool_task_item(task: PoolTask) -> Item:
    """`due_at` stands beside the content too: a query asks for it."""
    return {**_content(task), "revision": task.revision, "due_at": task.due_at}


def pool_task_of(item: Item) -> PoolTask:
    return _validated(PoolTask, item)


def invitation_item(invitation: Invitation) -> Item:
    return _content(invitation)


def invitation_of(item: Item | None) -> Invitation:
    return _validated(Invitation, item) if item else Invitation()


def wish_item(wish: ExtensionWish) -> Item:
    return _content(wish)


def wish_of(item: Item) -> ExtensionWish:
    return _validated(ExtensionWish, item)


def decision_item(decision: OpenDecision) -> Item:
    return {**_content(decision), "revision": decision.version}


def decision_of(item: Item) -> OpenDecision:
    return _validated(OpenDecision, item)


def profile_content(profile: SecurityProfile) -> JsonValue:
    return profile.model_dump(mode="json")


def profile_of(item: Item) -> SecurityProfile | None:
    """Returns None for the item of a built-in profile, which only counts its users. A right of a newer
    version is left out."""
    content = item.get("content")
    if not isinstance(content, Mapping):
        return None
    names = content.get("rights")
    rights = known_rights(map(str, names if isinstance(names, list) else ()))
    return _validated(SecurityProfile, {"content": {**content, "rights": sorted(rights)}})


def audit_item(entry: AuditEntry) -> Item:
    person, object_ = person_key(entry), object_key(entry)
    pk, sk = time_key(entry)
    return {
        **_content(entry),
        "pk": pk,
        "sk": sk,
        "person_key": person.pk,
        "person_sort": person.sk,
        "object_key": object_.pk,
        "object_sort": object_.sk,
    }


def audit_of(item: Item) -> AuditEntry:
    return _validated(AuditEntry, item)


def _content(model: Model) -> dict[str, JsonValue]:
    return {"content": model.model_dump(mode="json")}


def _validated(model: type[Stored], item: Item) -> Stored:
    """The error quotes nothing of the item: it has names and addresses."""
    try:
        return model.model_validate(item.get("content"))
    except ValidationError as problem:
        fields = wrong_fields(problem.errors())
    raise StoredDataInvalid(f"a stored {model.__name__} has invalid fields: {fields}")
