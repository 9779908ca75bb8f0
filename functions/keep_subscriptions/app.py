"""Maintains each service's subscription to events."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.events import keep_subscriptions
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.settings import KeepSubscriptionsSettings

handler = entrypoint(ServicesRequest, KeepSubscriptionsSettings, keep_subscriptions)
