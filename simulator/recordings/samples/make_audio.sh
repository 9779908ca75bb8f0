#!/usr/bin/env bash
# Makes the spoken samples of the simulated account. Needs espeak-ng and lame:
#   apt-get install -y espeak-ng lame
# The samples are committed; run this only to change them.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# say NAME VOICE WORDS: speaks one turn into $work/NAME.wav (22.05 kHz mono)
say() { espeak-ng -v "$2" -s 165 -w "$work/$1.wav" "$3"; }

# encode NAME RATE_KHZ BITRATE: mono, constant bit rate, no tag (the simulator puts its own in front)
encode() { lame --quiet -m m --resample "$2" --cbr -b "$3" -t "$work/$1.wav" "$1.mp3"; }

sample() { say "$1" "$4" "$5"; encode "$1" "$2" "$3"; }

sample greeting 8 16 en-us+f3 \
  "Good morning, Harbour Street Bicycles, this is Nora. How can I help you today?"
sample delivery 8 16 en-us+m3 \
  "Hello, I ordered two lamps last week and only one of them has come. Could you look up where the other one is? \
The order number ends in four four seven. Take your time, I am not in a hurry."
sample refund 8 16 en-gb+f2 \
  "I see the charge here. It was taken twice on Tuesday, and that should not have happened. I am sending the second \
amount back now, and you will have it within three working days. Is there anything else I can do for you?"
sample appointment 8 16 en-us+f4 \
  "We can come on Thursday between nine and eleven, or on Friday after two. Friday suits you better? Very well, \
Friday after two. The fitter will ring you half an hour before he arrives."
sample invoice 16 24 en-gb+m2 \
  "This is the accounts department. The invoice from May is still open on our side, but I can see that you paid it by \
transfer. Let me match the two, and you may forget the reminder."
sample router 16 24 en-us+m1 \
  "Please look at the small box by the window. Is the second light green, or does it blink? It blinks. Then pull the \
power plug, count slowly to ten, and put it back. Good. Now we wait for a minute. While we wait, may I ask since when \
it has been like this? Since the storm on Sunday. I see. There it is, the line is up again."
sample queue 8 16 en-us+f1 \
  "Thank you for waiting. All of our people are busy at the moment. You are number three in the queue, and somebody \
will be with you in about two minutes."
sample sales 8 16 en-gb+f4 \
  "The smaller tent sleeps three and weighs four kilos. The bigger one sleeps five, but you would want a car for it. \
For a week in the mountains I would take the smaller one, and a second groundsheet."
sample transfer_first 8 16 en-us+f2 \
  "That is a question for the workshop. I will put you through to Peter, he has your bicycle on the stand. One moment."
sample transfer_second 8 16 en-us+m2 \
  "Workshop, Peter speaking. Yes, the blue one. The chain is new, the brakes are done, and you can fetch it from five."
sample voicemail 8 16 en-gb+m1 "Nobody is here right now. Please leave your name and number, and we will ring you back."
sample goodbye 8 16 en-us+f5 "You are welcome. Have a nice evening. Goodbye!"

# Two channels: the customer on the left, the agent on the right
say left en-us+m4 "Hello, is my parcel ready? The name is Whitfield, with two t."
say right en-us+f3 "Let me see. Yes, it came in this morning. We are open until seven tonight."
python3 - "$work" <<'PYTHON'
import sys
import wave
from pathlib import Path

work = Path(sys.argv[1])


def samples(name: str) -> tuple[int, bytes]:
    with wave.open(str(work / f"{name}.wav")) as source:
        return source.getframerate(), source.readframes(source.getnframes())


rate, left = samples("left")
_, right = samples("right")
channels = (left + bytes(len(right)), bytes(len(left)) + right)
pairs = zip(*(memoryview(channel).cast("h") for channel in channels), strict=True)
frames = b"".join(
    a.to_bytes(2, "little", signed=True) + b.to_bytes(2, "little", signed=True) for a, b in pairs
)
with wave.open(str(work / "stereo.wav"), "wb") as target:
    target.setnchannels(2)
    target.setsampwidth(2)
    target.setframerate(rate)
    target.writeframes(frames)
PYTHON
lame --quiet -m s --resample 16 --cbr -b 24 -t "$work/stereo.wav" stereo.mp3

# One WAV, 8 kHz, 16 bit, mono: decoded from a sample, as some accounts deliver their recordings
say wav en-gb+f3 "Reception, good afternoon. The meeting has been moved to room four, on the second floor."
lame --quiet -m m --resample 8 --cbr -b 64 -t "$work/wav.wav" "$work/wav.mp3"
lame --quiet --decode "$work/wav.mp3" reception.wav

ls -l ./*.mp3 ./*.wav
