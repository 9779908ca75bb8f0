"""A new AWS account on the emulator: few concurrent executions, and no CloudFront.

A file decides at every call, so that one emulator can be a new account for one test and a usual one for
the next: `{"concurrency": 10, "cloudfront": false}`. Without the file nothing differs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

VARIABLE = "RINGKEEP_NEW_ACCOUNT"
"""Names the file."""
DISTRIBUTION = "AWS::CloudFront::Distribution"
UNVERIFIED = (
    "Access denied for operation 'AWS::CloudFront::Distribution: Your account must be verified before you"
    " can add new CloudFront resources. To verify your account, please contact AWS Support"
    " (https://console.aws.amazon.com/support/home#/) and include this error message.'"
)

Answer = tuple[int, Any, Any]


def _limits() -> dict[str, Any]:
    path = Path(os.environ.get(VARIABLE, os.devnull))
    if not path.is_file():
        return {}
    limits: dict[str, Any] = json.loads(path.read_text())
    return limits


def behave_like_a_new_account() -> None:
    """MiniStack's account has no such limits."""
    from ministack.services import lambda_svc
    from ministack.services.cloudformation import provisioners

    settings: Callable[[], Answer] = lambda_svc._get_account_settings
    handler = provisioners._RESOURCE_HANDLERS[DISTRIBUTION]
    create: Callable[..., Any] = handler["create"]

    def limited_settings() -> Answer:
        status, headers, body = settings()
        return status, headers, _with_quota(body, _limits().get("concurrency"))

    def refusing_create(*arguments: Any, **options: Any) -> Any:
        if _limits().get("cloudfront") is False:
            raise ValueError(UNVERIFIED)
        return create(*arguments, **options)

    lambda_svc._get_account_settings = limited_settings
    provisioners._RESOURCE_HANDLERS[DISTRIBUTION] = {**handler, "create": refusing_create}


def _with_quota(body: Any, quota: int | None) -> bytes:
    answer = json.loads(body)
    if quota is not None:
        limit = answer["AccountLimit"]
        reserved = limit["ConcurrentExecutions"] - limit["UnreservedConcurrentExecutions"]
        limit["ConcurrentExecutions"] = quota
        limit["UnreservedConcurrentExecutions"] = max(quota - reserved, 0)
    return json.dumps(answer).encode()
