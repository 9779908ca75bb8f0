"""What the deployment asks AWS. Every call stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tools.adopt.retained import deleted_stacks
from tools.deploy.failures import Event
from tools.deploy.names import (
    ACCESS_CONTROL,
    DASHBOARD,
    HEADERS_POLICY,
    LOG_GROUP,
    SIGN_IN,
    TRAIL,
    Kind,
    Name,
)
from tools.deploy.quota import Quota
from tools.deploy.state import ChangeSet, StackFacts

_CONFIG = Config(connect_timeout=10, read_timeout=60, retries={"mode": "standard"})
_NO_STACK = "ValidationError"
_OPEN = "AVAILABLE"
_FAILED = "FAILED"


def code_of(error: ClientError) -> str:
    return error.response["Error"].get("Code", "")


class Aws:
    def __init__(self, session: boto3.Session) -> None:
        self._session = session
        self._stacks = session.client("cloudformation", config=_CONFIG)
        self._groups: dict[str, set[str]] = {}

    def account_id(self) -> str:
        """Raises BotoCoreError or ClientError if the credentials are missing or refused."""
        return self._session.client("sts", config=_CONFIG).get_caller_identity()["Account"]

    def quota(self) -> Quota | None:
        """None if these credentials may not read it."""
        functions = self._session.client("lambda", config=_CONFIG)
        try:
            limit = functions.get_account_settings()["AccountLimit"]
        except ClientError:
            return None
        return Quota(limit["ConcurrentExecutions"], limit["UnreservedConcurrentExecutions"])

    def stack(self, name: str) -> StackFacts | None:
        try:
            (found,) = self._stacks.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if code_of(error) == _NO_STACK:
                return None
            raise
        return StackFacts(
            name=name,
            stack_id=found["StackId"],
            status=found["StackStatus"],
            reason=found.get("StackStatusReason", ""),
            parameters={
                each["ParameterKey"]: each.get("ParameterValue", "")
                for each in found.get("Parameters", [])
            },
            outputs={each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])},
            description=found.get("Description", ""),
        )

    def sign_in_domain(self, stack_name: str) -> str:
        """The first part of the sign-in page's present host name; empty if the stack has none."""
        return self._physical_id(stack_name, "UserPoolDomain")

    def two_factors(self, stack_name: str) -> str:
        """The present setting of the stack's user pool: ON, OPTIONAL or OFF; empty if it has no pool."""
        pool = self._physical_id(stack_name, "UserPool")
        if not pool:
            return ""
        client = self._session.client("cognito-idp", config=_CONFIG)
        return client.get_user_pool_mfa_config(UserPoolId=pool).get("MfaConfiguration", "OFF")

    def _physical_id(self, stack_name: str, logical_id: str) -> str:
        """Empty if the stack has no such resource."""
        try:
            found = self._stacks.describe_stack_resource(
                StackName=stack_name, LogicalResourceId=logical_id
            )
        except ClientError as error:
            if code_of(error) == _NO_STACK:
                return ""
            raise
        return found["StackResourceDetail"].get("PhysicalResourceId", "")

    def change_sets(self, stack_name: str) -> list[ChangeSet]:
        """Those that were not executed, or could not be made; the newest first."""
        try:
            pages = self._stacks.get_paginator("list_change_sets").paginate(StackName=stack_name)
            found = [each for page in pages for each in page["Summaries"]]
        except ClientError:
            return []
        found.sort(key=lambda each: each["CreationTime"], reverse=True)
        return [
            ChangeSet(
                each["ChangeSetId"],
                is_open=each.get("ExecutionStatus") == _OPEN,
                reason=each.get("StatusReason", "") if each.get("Status") == _FAILED else "",
            )
            for each in found
        ]

    def left_by_deleted(self, stack_name: str) -> list[str]:
        """The logical ids of what the latest deleted stack of this name retained. Empty if there is none, or
        if these credentials may not ask."""
        try:
            latest = next(deleted_stacks(self._stacks, stack_name), None)
        except ClientError:
            return []
        return sorted(latest.retained) if latest else []

    def newest_stack_id(self, name: str) -> str:
        """The id of the newest stack of this name, deleted ones included: their events remain. Empty if
        there is none, or if these credentials may not list stacks."""
        pages = self._stacks.get_paginator("list_stacks").paginate()
        try:
            listed = [each for page in pages for each in page["StackSummaries"]]
        except ClientError:
            return ""
        found = [
            (each["CreationTime"], each["StackId"]) for each in listed if each["StackName"] == name
        ]
        return max(found)[1] if found else ""

    def newest_event(self, name: str) -> str:
        """The id of the last event of the newest stack of this name."""
        return next((each.id for each in self.events(self.newest_stack_id(name))), "")

    def events(self, stack_id: str) -> Iterator[Event]:
        """The newest first. None if these credentials may not read them."""
        if not stack_id:
            return
        pages = self._stacks.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        with suppress(ClientError):
            for each in (event for page in pages for event in page["StackEvents"]):
                yield Event(
                    id=each["EventId"],
                    logical_id=each.get("LogicalResourceId", ""),
                    type=each.get("ResourceType", ""),
                    status=each.get("ResourceStatus", ""),
                    reason=each.get("ResourceStatusReason", ""),
                )

    def delete_empty_stack(self, name: str) -> None:
        """Deletes what a change set leaves that was never executed. It contains nothing."""
        self._stacks.delete_stack(StackName=name)

    def taken(self, names: Sequence[Name]) -> tuple[list[Name], list[Name]]:
        """Which of the names exist, and which could not be looked up with these credentials."""
        lookups: dict[Kind, Callable[[str], Sequence[str]]] = {
            ACCESS_CONTROL: self._access_controls,
            HEADERS_POLICY: self._headers_policies,
            DASHBOARD: self._dashboards,
            TRAIL: self._trails,
            LOG_GROUP: self._log_groups,
            SIGN_IN: self._sign_in_domains,
        }
        taken, unknown = [], []
        for name in names:
            try:
                taken += [Name(name.kind, each) for each in lookups[name.kind](name.text)]
            except (ClientError, BotoCoreError):
                unknown.append(name)
        return taken, unknown

    def _access_controls(self, name: str) -> list[str]:
        client: Any = self._session.client("cloudfront", config=_CONFIG)
        items = _items(client.list_origin_access_controls, "OriginAccessControlList")
        return [name for each in items if each["Name"] == name]

    def _headers_policies(self, name: str) -> list[str]:
        client: Any = self._session.client("cloudfront", config=_CONFIG)
        items = _items(
            client.list_response_headers_policies, "ResponseHeadersPolicyList", Type="custom"
        )
        policies = [each["ResponseHeadersPolicy"] for each in items]
        return [name for each in policies if each["ResponseHeadersPolicyConfig"]["Name"] == name]

    def _dashboards(self, name: str) -> list[str]:
        client = self._session.client("cloudwatch", config=_CONFIG)
        pages = client.get_paginator("list_dashboards").paginate(DashboardNamePrefix=name)
        found = [each for page in pages for each in page["DashboardEntries"]]
        return [name for each in found if each["DashboardName"] == name]

    def _trails(self, name: str) -> list[str]:
        client: Any = self._session.client("cloudtrail", config=_CONFIG)
        return [name for _ in client.describe_trails(trailNameList=[name])["trailList"]]

    def _log_groups(self, name: str) -> list[str]:
        folder = name.rpartition("/")[0] + "/"
        if folder not in self._groups:
            client = self._session.client("logs", config=_CONFIG)
            pages = client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=folder)
            found = {each["logGroupName"] for page in pages for each in page["logGroups"]}
            self._groups[folder] = found
        return [name] if name in self._groups[folder] else []

    def _sign_in_domains(self, prefix: str) -> list[str]:
        return [prefix] if self.domain_exists(prefix) else []

    def domain_exists(self, prefix: str) -> bool:
        """Cognito shows the domains of this account only."""
        client = self._session.client("cognito-idp", config=_CONFIG)
        found = client.describe_user_pool_domain(Domain=prefix)["DomainDescription"]
        return bool(found.get("UserPoolId"))


def _items(list_page: Callable[..., Any], key: str, **options: str) -> Iterator[Any]:
    """CloudFront's lists are not in boto3's paginators."""
    marker: dict[str, str] = {}
    while True:
        page = list_page(**options, **marker)[key]
        yield from page.get("Items", [])
        if not page.get("NextMarker"):
            return
        marker = {"Marker": page["NextMarker"]}
