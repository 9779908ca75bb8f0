"""The meter keeps every peak for any block size and any length of the recording."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ringkeep.audio.peaks import PeakMeter, Samples
from tests.properties import examples


def metered(samples: Samples, cuts: list[int], buckets: int = 10) -> PeakMeter:
    meter = PeakMeter(samples.shape[1], buckets)
    for part in np.split(samples, sorted(cuts)):
        meter.add(part)
    return meter


@settings(max_examples=examples(50))
@given(
    frames=st.integers(1, 20_000),
    cuts=st.lists(st.integers(0, 20_000), max_size=6),
    seed=st.integers(0, 99),
)
def test_block_size_does_not_change_the_peaks(frames: int, cuts: list[int], seed: int) -> None:
    samples = np.random.default_rng(seed).uniform(-1, 1, (frames, 2)).astype(np.float32)
    inside = [cut for cut in cuts if cut < frames]
    assert metered(samples, inside).peaks() == metered(samples, []).peaks()


@settings(max_examples=examples(50))
@given(frames=st.integers(1, 50_000), at=st.integers(0, 49_999))
def test_single_click_is_kept(frames: int, at: int) -> None:
    samples = np.zeros((frames, 1), dtype=np.float32)
    samples[at % frames] = -0.75
    (peaks,) = metered(samples, []).peaks()
    assert peaks.count(0.75) == 1
    assert sum(peaks) == 0.75


def test_no_frames_give_no_peaks() -> None:
    assert PeakMeter(2, 10).peaks() == ((), ())


def test_peaks_of_invalid_samples_stay_in_range() -> None:
    samples = np.array([[3.0], [np.nan], [-np.inf]], dtype=np.float32)
    assert metered(samples, []).peaks() == ((1.0,),)
