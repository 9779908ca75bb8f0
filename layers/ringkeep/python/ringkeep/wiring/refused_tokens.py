"""Reports tokens that RingCentral refuses right after their login, for the alarm and the log."""

from __future__ import annotations

import os

from ringkeep.domain.accounts.token_refusals import TokenRefusal
from ringkeep.observability import count, logger


def report_refused_token(user: str, refusal: TokenRefusal) -> None:
    """Does nothing outside Lambda: the command line prints the sentence itself."""
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:
        return
    count("TokensRefused")
    logger.error(
        refusal.sentence(),
        extra={
            "ringcentral_user": user,
            "operation": refusal.operation,
            "error_code": refusal.code,
            "refusals": refusal.count,
        },
    )
