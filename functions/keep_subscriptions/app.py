"""Keeps each service's subscription alive."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.live import live_application
from ringkeep.handlers.requests import ServicesRequest

handler = entrypoint(ServicesRequest, lambda parts: live_application(parts).keep_subscriptions)
