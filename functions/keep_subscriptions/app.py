"""Keeps each service's subscription alive."""

from ringkeep.entrypoint import entrypoint
from ringkeep.live_application import live_application
from ringkeep.requests import ServicesRequest

handler = entrypoint(ServicesRequest, lambda parts: live_application(parts).keep_subscriptions)
