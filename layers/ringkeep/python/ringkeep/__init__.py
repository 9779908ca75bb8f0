"""Ringkeep keeps every RingCentral call recording in your own AWS account."""

__version__ = "0.1.0"
