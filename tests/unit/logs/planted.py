"""Secrets and personal data that the tests of the logs plant and search for. All are fictitious."""

from __future__ import annotations

from typing import Final

JWT: Final = "eyJraWQiOiJxdWltYnkifQ.eyJzdWIiOiI5MDAwMDEifQ.cGxhbnRlZC1zaWduYXR1cmUtb2YtdGhlLWp3dA"
CLIENT_SECRET: Final = "pl4ntedClientSecretNf3o4Tt3Q9w"
ACCESS_TOKEN: Final = "pl4ntedAccessTokenU0pDMTFQMDFQQVMwMHxBQUJM"
REFRESH_TOKEN: Final = "pl4ntedRefreshTokenU0pDMTFQMDFQQVMwMHxBQUJM"
VERIFICATION_TOKEN: Final = "pl4nted-verification-token"
WEBHOOK_KEY: Final = "pl4nted-webhook-key"
SIGNATURE: Final = "pl4nted-signature"
PASSWORD: Final = "pl4ntedPassword"
TICKET: Final = "pl4nted-ticket"
PHONE: Final = "+16505550142"
NAME: Final = "Zelda Quimby"
TRANSCRIPT: Final = "my pin is four two"

SEARCHED: Final = {
    "JWT": JWT,
    "signature of the JWT": JWT.rpartition(".")[2],
    "client secret": CLIENT_SECRET,
    "access token": ACCESS_TOKEN,
    "refresh token": REFRESH_TOKEN,
    "verification token": VERIFICATION_TOKEN,
    "webhook key": WEBHOOK_KEY,
    "signature of a URL": SIGNATURE,
    "password of a URL": PASSWORD,
    "ticket": TICKET,
    "phone number": PHONE[2:],
    "written phone number": "(650) 555-0142",
    "name": NAME,
    "transcript": TRANSCRIPT,
}
QUOTE: Final = (
    f"{JWT} {CLIENT_SECRET} Bearer {ACCESS_TOKEN} {REFRESH_TOKEN} {PHONE} (650) 555-0142"
    f" https://me:{PASSWORD}@store.example.net/f?signature={SIGNATURE}"
)
"""What a message from outside may quote."""
