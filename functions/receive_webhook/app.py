"""RingCentral's webhook: verifies a post, queues it and responds within three seconds."""

from ringkeep.handlers.webhook import webhook

handler = webhook()
