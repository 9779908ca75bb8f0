"""A receiver with a queue in memory, posted to as the gateway does."""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import RingkeepError
from ringkeep.webhook.receiver import Receiver, Switches
from ringkeep.webhook.tokens import KnownTokens

KEY = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
TOKEN = "verification-token-of-the-service-main"
NOW = 1_795_000_000.0


@dataclass
class FakeQueue:
    sent: list[tuple[str, str, float]] = field(default_factory=list)
    breaks: Exception | None = None

    def send(self, service: str, text: str, received_at: float) -> None:
        if self.breaks:
            raise self.breaks
        self.sent.append((service, text, received_at))


class World:
    """`reads` are the names that secrets were read of; `down` is raised by reads."""

    def __init__(self, *, raw: bool = True, verbose: bool = True) -> None:
        self.queue = FakeQueue()
        self.reads: list[str] = []
        self.secrets = {"main": TOKEN}
        self.down: RingkeepError | None = None
        self.now = NOW
        tokens = KnownTokens(self._read, lambda: self.now)
        switches = Switches(raw=raw, verbose=verbose)
        self.receiver = Receiver(KEY, tokens, self.queue, switches, lambda: self.now)

    def _read(self, service: str) -> str:
        self.reads.append(service)
        if self.down:
            raise self.down
        return self.secrets.get(service, "")

    def post(
        self,
        body: JsonValue = None,
        *,
        service: str = "main",
        key: str = KEY,
        encoded: bool = False,
        **headers: str,
    ) -> JsonObject:
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.receiver.answer(
            {
                "pathParameters": {"service": service, "key": key},
                "headers": spelled,
                "body": body,
                "isBase64Encoded": encoded,
            }
        )

    def status(self, body: JsonValue = None, **options: str) -> JsonValue:
        return self.post(body, **options)["statusCode"]  # type: ignore[arg-type]
