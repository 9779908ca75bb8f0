"""Conversations of a contact centre: their texts, how they are spoken, and the folder that keeps them."""
