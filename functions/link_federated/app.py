"""Connects people of the company's identity provider with the users who were invited."""

from ringkeep.handlers.federation import link_federated

handler = link_federated()
