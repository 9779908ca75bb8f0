"""What would be adopted: chosen, checked and described before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.adopt.facts import Account, Fact, Missing
from tools.adopt.identifiers import Identifier, Template, adoptable, is_named
from tools.adopt.reduced import imports, reduced_template
from tools.adopt.resolved import Resolved
from tools.adopt.retained import DeletedStack

_ARCHITECTURE = "Architecture"
"""The parameter that `make deploy` takes under another name."""
_ADDRESS = "AdministratorEmail"
_ROLE = "FirstAdministratorGroup"


class Refused(Exception):
    """The message says why, and what to do."""


@dataclass(frozen=True)
class Plan:
    """`given` holds the settings of `make deploy` that the deleted stack had."""

    template: Template
    identifiers: Mapping[str, Identifier]
    lines: Sequence[str]
    notes: Sequence[str]
    given: str

    def text(self, stack: str) -> str:
        head = f"The stack {stack} would be created again with these resources:"
        return "\n".join([head, *(f"  {line}" for line in self.lines), *self.notes])


def planned(
    template: Template,
    old: Sequence[DeletedStack],
    parameters: Mapping[str, str],
    names: Mapping[str, str],
    without: Sequence[str],
) -> Plan:
    """`parameters` and `names` are what the person gives; the latest deleted stack has the others.
    Raises Refused."""
    latest = old[0] if old else DeletedStack()
    kinds = adoptable(template)
    _known({**names, **dict.fromkeys(without, "")}, kinds)
    resolved = _resolved(template, latest, parameters)
    wanted = {**latest.retained, **names}
    chosen = {
        name: wanted[name]
        for name, kind in kinds.items()
        if name in wanted and is_named(kind) and name not in without
    }
    if not chosen:
        raise Refused(_NOTHING)
    account = Account()
    facts, missing = _facts(account, kinds, chosen)
    found = imports(template, resolved, {name: chosen[name] for name in facts}, account.exists)
    found = {name: identifier for name, identifier in found.items() if name not in without}
    _checked(resolved, facts)
    shapes = {name: fact.shape for name, fact in facts.items() if fact.shape}
    return Plan(
        reduced_template(template, resolved, list(found), shapes),
        found,
        [_line(name, found[name], facts.get(name)) for name in found],
        [*missing, *_absent(kinds, found, resolved), *_promoted(found, resolved), *_older(old)],
        _given(template, resolved),
    )


_NOTHING = (
    "CloudFormation remembers no deleted stack of this name that retained something. It forgets a stack"
    " after 90 days: then give the names, such as --resources CallsTable=NAME RecordingsBucket=NAME"
    " DirectoryTable=NAME PeopleTable=NAME WorkTable=NAME EvaluationsTable=NAME AuditBucket=NAME UserPool=ID."
)


def _resolved(template: Template, latest: DeletedStack, parameters: Mapping[str, str]) -> Resolved:
    """A parameter of the deleted stack that the template no longer has is left out. Raises Refused."""
    declared = template.get("Parameters", {})
    kept = {name: value for name, value in latest.parameters.items() if name in declared}
    try:
        return Resolved(template, {**kept, **parameters})
    except ValueError as error:
        raise Refused(str(error)) from None


def _known(names: Mapping[str, str], kinds: Mapping[str, str]) -> None:
    for name in names:
        if name not in kinds:
            raise Refused(f"{name} is no retained resource. There are: {', '.join(kinds)}")


def _facts(
    account: Account, kinds: Mapping[str, str], chosen: Mapping[str, str]
) -> tuple[dict[str, Fact], list[str]]:
    """The resources that exist, and a sentence for each that does not."""
    facts: dict[str, Fact] = {}
    missing = []
    for name, physical_id in chosen.items():
        try:
            facts[name] = account.fact(kinds[name], physical_id)
        except Missing:
            missing.append(
                f"{name} is gone: there is no {physical_id}. The deployment makes a new one."
            )
    if not facts:
        raise Refused(" ".join(missing))
    return facts, missing


def _checked(resolved: Resolved, facts: Mapping[str, Fact]) -> None:
    """Refuses what the following deployment could not change. Raises Refused."""
    for name, fact in facts.items():
        properties = resolved.properties(name)
        if fact.shape is not None:
            _check_table(name, properties, fact.shape)
        if fact.case_sensitive is not None:
            wanted = properties.get("UsernameConfiguration", {}).get("CaseSensitive", True)
            if wanted != fact.case_sensitive:
                raise Refused(
                    f"{name} distinguishes capital letters in addresses, which AWS changes in no existing"
                    " pool: give the parameter CreatedByVersion010=true, here and to make deploy."
                )


def _check_table(name: str, properties: Mapping[str, object], shape: Mapping[str, object]) -> None:
    if properties["KeySchema"] != shape["KeySchema"]:
        raise Refused(f"{name} has other keys than the template: it is another table.")
    missing = sorted(_indexes(properties) - _indexes(shape))
    if len(missing) > 1:
        raise Refused(
            f"{name} lacks the indexes {', '.join(missing)}, and CloudFormation adds one for each update."
            " Adopt it with the version of Ringkeep that deployed it, and update from there."
        )


def _indexes(properties: Mapping[str, object]) -> set[str]:
    listed = properties.get("GlobalSecondaryIndexes", [])
    assert isinstance(listed, list)
    return {str(index["IndexName"]) for index in listed}


def _line(name: str, identifier: Identifier, fact: Fact | None) -> str:
    what = ", ".join(identifier.values())
    return f"{name}: {what} ({fact.text})" if fact else f"{name}: {what}"


def _absent(
    kinds: Mapping[str, str], found: Mapping[str, Identifier], resolved: Resolved
) -> list[str]:
    names = [name for name in kinds if name not in found and resolved.exists(name)]
    return [f"Not adopted, so the deployment makes a new one: {', '.join(names)}."] if names else []


def _promoted(found: Mapping[str, Identifier], resolved: Resolved) -> list[str]:
    """Someone may have taken the role from the first administrator, or deleted them."""
    if "UserPool" not in found or _ROLE in found or not resolved.exists(_ROLE):
        return []
    return [
        f"{resolved.parameters[_ADDRESS]} is no administrator now, and the deployment makes them one. To"
        f' leave it so, give PARAMETERS="{_ADDRESS}=" to both commands.'
    ]


def _older(old: Sequence[DeletedStack]) -> list[str]:
    return [
        f"A stack of the same name that was deleted earlier ({it.deleted}) left "
        + ", ".join(f"{name}={id_}" for name, id_ in it.retained.items())
        for it in old[1:]
    ]


def _given(template: Template, resolved: Resolved) -> str:
    """What differs from the defaults of the template."""
    declared = template.get("Parameters", {})
    different = {
        name: value
        for name, value in resolved.parameters.items()
        if value != str(declared[name].get("Default", ""))
    }
    architecture = different.pop(_ARCHITECTURE, "")
    parameters = " ".join(f"{name}={value}" for name, value in different.items())
    first = f" ARCHITECTURE={architecture}" if architecture else ""
    return first + (f' PARAMETERS="{parameters}"' if parameters else "")
