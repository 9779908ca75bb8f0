"""Webhook subscriptions and the delivery of notifications."""
