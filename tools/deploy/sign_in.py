"""The parameters that an update keeps: the address of the sign-in page, and the mark of version 0.1.0."""

from __future__ import annotations

from collections.abc import Mapping

from tools.deploy.state import CREATED_BY_010, StackFacts, created_by_010
from tools.deploy.template import Template
from tools.deploy.terminal import Refused

DOMAIN = "SignInDomainPrefix"


def kept_parameters(
    stack: StackFacts | None, domain: str, given: Mapping[str, str], template: Template
) -> dict[str, str]:
    """`domain` is the first part of the sign-in page's present host name; empty if there is none.

    A user pool has one domain, and CloudFormation creates a changed one before it deletes the old one. An
    update that changes the domain therefore fails.

    What is not passed keeps its previous value, because `sam deploy` asks CloudFormation for it. So a stack
    of version 0.1.0 remains marked as one.
    """
    kept = {}
    if domain and DOMAIN not in given:
        kept[DOMAIN] = domain
    if created_by_010(stack) and CREATED_BY_010 in template.parameters:
        kept[CREATED_BY_010] = "true"
    return kept


def changes_domain(present: str, given: Mapping[str, str]) -> bool:
    return bool(present) and given.get(DOMAIN, present) != present


def refuse_changed_domain(present: str) -> None:
    """Raises Refused. Once the present domain is deleted, an update can create another one."""
    raise Refused(
        f"the stack's sign-in page is at {present!r}, and a deployment cannot change that. Leave"
        f" {DOMAIN} out, or delete the present domain first as docs/decisions/sign-in-host.md says."
    )
