"""Posts to a webhook receiver like the gateway. The queue and the secrets are in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from ringkeep.domain.events.webhook_keys import WebhookKeys, write_keyring
from ringkeep.domain.json import JsonObject, JsonValue
from ringkeep.errors import RingkeepError
from ringkeep.tally import Tally
from ringkeep.webhook.keys import CachedKeys
from ringkeep.webhook.receiver import EventLogging, Receiver
from ringkeep.webhook.tokens import CachedTokens

KEY = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
TOKEN = "verification-token-of-the-service-main"
NOW = 1_795_000_000.0


@dataclass
class FakeQueue:
    sent: list[tuple[str, str, float]] = field(default_factory=list)
    failure: Exception | None = None

    def send(self, service: str, text: str, received_at: float) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((service, text, received_at))


class WebhookClient:
    """`reads` lists the services whose secrets were read. `secrets_failure` is raised by reads.
    `keys` is the stored document with the keys, `key_reads` how often it was read."""

    def __init__(self, *, raw: bool = True, verbose: bool = True, old_key: str = "") -> None:
        self.queue = FakeQueue()
        self.reads: list[str] = []
        self.secrets = {"main": TOKEN}
        self.secrets_failure: RingkeepError | None = None
        self.now = NOW
        self.keys = write_keyring({"main": WebhookKeys(KEY)})
        self.key_reads = 0
        keys = CachedKeys(self._read_keys, lambda: self.now, old_key)
        tokens = CachedTokens(self._read, lambda: self.now)
        logging = EventLogging(raw=raw, verbose=verbose)
        tally = Tally(lambda: self.now)
        self.receiver = Receiver(keys, tokens, self.queue, logging, tally, lambda: self.now)

    def _read_keys(self) -> str:
        self.key_reads += 1
        if self.secrets_failure:
            raise self.secrets_failure
        return self.keys

    def connect(self, service: str, token: str = TOKEN) -> None:
        """Adds a service with the same key."""
        self.secrets[service] = token
        self.keys = write_keyring({name: WebhookKeys(KEY) for name in self.secrets})

    def _read(self, service: str) -> str:
        self.reads.append(service)
        if self.secrets_failure:
            raise self.secrets_failure
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
        with_dashes = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.receiver.answer(
            {
                "pathParameters": {"service": service, "key": key},
                "headers": with_dashes,
                "body": body,
                "isBase64Encoded": encoded,
            }
        )

    def status(self, body: JsonValue = None, **options: str) -> JsonValue:
        return self.post(body, **options)["statusCode"]  # type: ignore[arg-type]
