"""RingCentral's webhook: checks a post, queues it, answers within the three seconds it has."""

from ringkeep.handlers.webhook import webhook

handler = webhook()
