"""Time and memory of decoding a recording: ten minutes of speech-like sound.

Each file is decoded in a separate process. Run:
PYTHONPATH=. .venv/bin/python benchmarks/audio_decoding.py. It writes
benchmarks/results/audio_decoding.json.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from local.processes import run_logged

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "audio_decoding.json"
MINUTES = 10
_RATE = 8000


def write_samples(folder: Path) -> list[Path]:
    """Two channels of noise that is loud one second in ten, as WAV and as MP3s."""
    import numpy as np  # noqa: PLC0415 # the measured process must not have it before
    import soundfile  # noqa: PLC0415

    from ringkeep.domain.recordings.mp3 import first_frame  # noqa: PLC0415

    samples = np.random.default_rng(7).uniform(-0.8, 0.8, (MINUTES * 60 * _RATE, 2))
    samples[np.arange(len(samples)) // _RATE % 10 > 0] *= 0.0001
    wav, counted, streamed = (folder / name for name in ("a.wav", "b.mp3", "vbr-uncounted.mp3"))
    soundfile.write(wav, samples, _RATE)
    soundfile.write(counted, samples, _RATE, format="MP3", bitrate_mode="CONSTANT")
    soundfile.write(streamed, samples, _RATE, format="MP3", bitrate_mode="VARIABLE")
    whole = streamed.read_bytes()
    found = first_frame(whole)
    assert found is not None
    streamed.write_bytes(whole[sum(found) :])
    return [wav, counted, streamed]


def measure(path: Path) -> dict[str, float | str]:
    """Seconds and MB. The estimate is the length that the decoder expects before it decodes."""
    began = time.perf_counter()
    import soundfile  # noqa: PLC0415 # its import is measured

    from ringkeep.audio.probe import SoundfileProbe  # noqa: PLC0415

    imported = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    facts = SoundfileProbe().probe(path, path.suffix[1:])
    decoded = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "file": path.name,
        "size_kb": path.stat().st_size // 1024,
        "import_seconds": round(imported - began, 3),
        "decode_seconds": round(decoded - imported, 3),
        "memory_grew_mb": round((peak - before) / 1024, 1),
        "length_guessed": round(soundfile.info(path).duration, 1),
        "length_decoded": round(facts.duration_seconds, 1),
    }


def main() -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'layers/ringkeep/python'}:{ROOT}"}
    with TemporaryDirectory() as folder:
        make = [sys.executable, __file__, "write", folder]
        run_logged(make, environment)
        runs = [
            json.loads(run_logged([sys.executable, __file__, "measure", str(path)], environment))
            for path in sorted(Path(folder).iterdir())
        ]
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"minutes": MINUTES, "runs": runs, **machine}, indent=2) + "\n")
    print(RESULTS.read_text())


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write_samples(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        main()
