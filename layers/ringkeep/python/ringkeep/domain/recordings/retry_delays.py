"""When a recording is tried again: after a 404, a broken body, a refusal, a hint without confirmation.

A stack on a laptop applies the same delays faster.
"""

from __future__ import annotations

from ringkeep.domain.model import Model

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class RetryDelays(Model):
    """Delays in seconds. `speed` divides the delays that a laptop stack may shorten."""

    speed: float = 1.0
    not_ready_delays: tuple[float, ...] = (
        MINUTE,
        5 * MINUTE,
        20 * MINUTE,
        HOUR,
        3 * HOUR,
        DAY,
    )
    bad_body_delays: tuple[float, ...] = (MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR, 3 * HOUR, DAY)
    forbidden_delay: float = DAY
    claim_seconds: float = 20 * MINUTE
    unsettled_delay: float = 6 * HOUR
    fresh_age: float = DAY
    worker_failed_delays: tuple[float, ...] = (2 * MINUTE, HOUR)
    """After a worker died. The third death in a row closes the recording, so the last delay leaves
    time to notice a fault that kills every worker."""
    deletion_check_age: float = 20 * MINUTE
    """If the call is older than this, the call log is checked after a 404."""
    loss_proof_delay: float = 6 * HOUR
    """How far apart two checks must be that together prove a loss."""
    fast_loss_proof_delay: float = 10.0
    """The longest such wait on a laptop stack, so that a demo ends."""
    doubtful_body_retries: int = 3
    """How often a doubtful body is requested again before it is accepted with the doubt noted."""
    truncated_body_retries: int = 6
    """How often a part of a recording is requested again before it is put into quarantine."""

    def scaled(self, seconds: float) -> float:
        return seconds / self.speed

    @property
    def between_proofs(self) -> float:
        wait = self.scaled(self.loss_proof_delay)
        return wait if self.speed == 1.0 else min(wait, self.fast_loss_proof_delay)

    def delay_after(self, tries: int, delays: tuple[float, ...]) -> float:
        """Returns the delay that follows the given number of tries. The last delay repeats."""
        return self.scaled(delays[min(max(tries, 1), len(delays)) - 1])
