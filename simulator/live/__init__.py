"""Calls in progress, presence, and the events about both."""
