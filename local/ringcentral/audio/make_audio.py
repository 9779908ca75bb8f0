"""Speaks the sample dialogues into small MP3s; run again only to change them.

Needs espeak-ng and lame (`apt-get install espeak-ng lame`). The files beside this script are
committed, so nobody needs either to run the simulator.
"""

from __future__ import annotations

import subprocess
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PAUSE_SECONDS = 0.35
BYTES_PER_SAMPLE = 2


@dataclass(frozen=True)
class Dialogue:
    """Turns alternate, the agent first. Stereo puts the agent left and the customer right."""

    name: str
    agent: str
    customer: str
    turns: tuple[str, ...]
    kilohertz: str = "8"
    kilobits: str = "16"
    stereo: bool = False
    wav: bool = False


DIALOGUES = (
    Dialogue(
        "billing_question",
        "en-us+f3",
        "en-gb+m2",
        (
            "Good morning, Larkspur Internet, Dana speaking. How may I help?",
            "Hello. My bill went up by twelve dollars this month and I do not know why.",
            "I see it here. Your introductory discount ended in May. I can offer a new plan.",
            "What would the new plan cost?",
            "Forty nine dollars a month, fixed for two years. Shall I switch you over today?",
            "Yes please, and send me the confirmation by email.",
        ),
    ),
    Dialogue(
        "cancel_order",
        "en-us+m3",
        "en-us+f2",
        (
            "Thank you for calling Pinecrest Garden Supply. This is Omar.",
            "Hi, I ordered the wrong size of planter. Can I still cancel it?",
            "It has not left the warehouse, so yes. The refund takes three working days.",
            "That is a relief. Thank you so much.",
        ),
        kilohertz="16",
        kilobits="24",
    ),
    Dialogue(
        "delivery_delay",
        "en-gb+f4",
        "en-us+m1",
        (
            "Harbour Deliveries, you are speaking with Ines.",
            "My parcel was due on Tuesday and it is Friday now. I am really unhappy about this.",
            "I am sorry about that. The van broke down near Leeds. It will arrive tomorrow by noon.",
            "Fine, but I want the delivery fee back.",
            "Of course. I have refunded the fee just now.",
        ),
    ),
    Dialogue(
        "password_reset",
        "en-us+m7",
        "en-gb+f1",
        (
            "Service desk, Victor here.",
            "I am locked out of my account again.",
            "No problem. I have sent a reset link to your phone.",
            "Got it. It works. Thanks!",
        ),
    ),
    Dialogue(
        "appointment",
        "en-us+f1",
        "en-us+m4",
        (
            "Willow Street Dental, this is Grace.",
            "I would like to move my appointment from Monday to Thursday.",
            "Thursday at ten thirty is free. Does that suit you?",
            "Perfect. See you then.",
        ),
        kilohertz="16",
        kilobits="24",
    ),
    Dialogue(
        "warranty_claim",
        "en-gb+m5",
        "en-us+f4",
        (
            "Copperline Appliances, warranty department. My name is Felix.",
            "My washing machine stopped in the middle of a cycle. It is only eight months old.",
            "Then the warranty covers it. Could you read me the serial number on the door?",
            "It says C L seven seven, zero four, one nine.",
            "Thank you. A technician will visit on Wednesday between nine and twelve. "
            "This call is recorded for quality purposes. Is there anything else?",
            "No, that was quick. Thank you, Felix.",
        ),
    ),
    Dialogue(
        "voice_mailbox",
        "en-us+f5",
        "en-us+m2",
        (
            "You have reached Juniper Travel. Please hold for the next agent.",
            "Alright, I will hold.",
        ),
    ),
    Dialogue(
        "upgrade_offer",
        "en-us+m6",
        "en-gb+f3",
        (
            "Hello, this is Theo from Larkspur Internet. Is this a good moment to talk?",
            "I have two minutes.",
            "Fibre is now available on your street. It is four times faster for five dollars more.",
            "I am not interested right now. Please call back in autumn.",
            "I will make a note. Have a pleasant day.",
        ),
    ),
    Dialogue(
        "hotel_booking",
        "en-gb+f2",
        "en-us+m5",
        (
            "Juniper Travel, Amira speaking.",
            "I need a room in Lisbon for three nights in October, with breakfast.",
            "There is one near the river for ninety euros a night.",
            "Book it, please. The name is Robert Hale.",
        ),
        kilohertz="16",
        kilobits="24",
    ),
    Dialogue(
        "transfer_to_sales",
        "en-us+f2",
        "en-gb+m1",
        (
            "Front desk, Nadia speaking.",
            "I want to order fifty headsets for our office.",
            "I will connect you with our sales team. One moment please.",
            "Thank you.",
        ),
    ),
    Dialogue(
        "complaint_resolved",
        "en-us+m1",
        "en-us+f5",
        (
            "Copperline Appliances, Samuel here. Thanks for waiting.",
            "I waited twenty minutes! This is the third time I am calling about the same oven.",
            "I apologise. I have read the notes, and you should not have to explain it again. "
            "I am sending a replacement today, free of charge, and the driver takes the old one.",
            "Well. That is what I hoped for. Thank you, Samuel.",
        ),
        kilohertz="16",
        kilobits="24",
    ),
    Dialogue(
        "two_channels",
        "en-us+f4",
        "en-gb+m3",
        (
            "Pinecrest Garden Supply, Lena speaking. What can I do for you?",
            "Which of your lawn mowers is the quietest?",
            "The electric model forty. You can talk beside it.",
            "Then please reserve one for me.",
        ),
        kilohertz="16",
        kilobits="24",
        stereo=True,
    ),
    Dialogue("quick_hello", "en-us+m3", "en-us+f3", ("Hello, accounts.", "Sorry, wrong number.")),
    Dialogue(
        "plain_wave",
        "en-gb+m2",
        "en-us+f1",
        ("Service desk, Ruth is away, this is Paul.", "Please tell her that I called."),
        wav=True,
    ),
)


def spoken(text: str, voice: str, folder: Path) -> tuple[bytes, int]:
    """PCM frames and their rate."""
    path = folder / "turn.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", "175", "-w", str(path), text], check=True)
    with wave.open(str(path), "rb") as turn:
        return turn.readframes(turn.getnframes()), turn.getframerate()


def interleaved(left: bytes, right: bytes) -> bytes:
    pairs = zip(*(iter_samples(side) for side in (left, right)), strict=True)
    return b"".join(agent + customer for agent, customer in pairs)


def iter_samples(frames: bytes) -> list[bytes]:
    return [frames[at : at + BYTES_PER_SAMPLE] for at in range(0, len(frames), BYTES_PER_SAMPLE)]


def mixed(dialogue: Dialogue, folder: Path) -> Path:
    """The whole dialogue as one WAV, with a pause between turns."""
    left, right, rate = b"", b"", 0
    for number, text in enumerate(dialogue.turns):
        is_agent = number % 2 == 0
        frames, rate = spoken(text, dialogue.agent if is_agent else dialogue.customer, folder)
        frames += b"\0" * (int(rate * PAUSE_SECONDS) * BYTES_PER_SAMPLE)
        silence = b"\0" * len(frames)
        left += frames if is_agent or not dialogue.stereo else silence
        right += silence if is_agent else frames
    path = folder / "dialogue.wav"
    with wave.open(str(path), "wb") as output:
        output.setnchannels(2 if dialogue.stereo else 1)
        output.setsampwidth(BYTES_PER_SAMPLE)
        output.setframerate(rate)
        output.writeframes(interleaved(left, right) if dialogue.stereo else left)
    return path


def encoded(dialogue: Dialogue, source: Path, folder: Path) -> Path:
    mp3 = (folder if dialogue.wav else FOLDER) / f"{dialogue.name}.mp3"
    mode = ["-m", "j"] if dialogue.stereo else ["-m", "m"]
    options = ["--quiet", "--resample", dialogue.kilohertz, "--cbr", "-b", dialogue.kilobits]
    subprocess.run(["lame", *options, *mode, str(source), str(mp3)], check=True)
    return mp3


def make(dialogue: Dialogue) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mp3 = encoded(dialogue, mixed(dialogue, folder), folder)
        if dialogue.wav:
            wav = FOLDER / f"{dialogue.name}.wav"
            subprocess.run(["lame", "--quiet", "--decode", str(mp3), str(wav)], check=True)


if __name__ == "__main__":
    for each in DIALOGUES:
        make(each)
