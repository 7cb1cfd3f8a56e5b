"""Citizens' voices, as every browser plays them."""

import wave
from io import BytesIO

import av
import numpy as np
import pytest

from bot.adapters.sounds import RATE, DecodedSounds
from bot.domain.errors import NotFound

PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"
"""To a decoder that tries everything this is a list of files to open."""


def a_voice(codec: str, container: str, rate: int, seconds: int = 2) -> bytes:
    """A tone as WeChat would have recorded it."""
    made = BytesIO()
    with av.open(made, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        tone = np.sin(np.arange(rate * seconds) * 2 * np.pi * 440 / rate) * 9000
        frame = av.AudioFrame.from_ndarray(tone.astype(np.int16)[None], "s16", "mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(
            stream.format.name, "mono", rate, frame_size=stream.frame_size or 160
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return made.getvalue()


async def test_a_voice_in_amr_becomes_wav_of_the_same_length() -> None:
    amr = a_voice("libopencore_amrnb", "amr", 8000)
    assert amr.startswith(b"#!AMR\n")

    wav = await DecodedSounds().playable(amr)

    with wave.open(BytesIO(wav)) as heard:
        assert heard.getframerate() == RATE
        assert abs(heard.getnframes() / RATE - 2) < 0.1
        assert np.frombuffer(heard.readframes(RATE), np.int16).max() > 3000


@pytest.mark.parametrize("data", [b"", b"#!AMR\n", PLAYLIST])
async def test_what_is_no_sound_is_not_there(data: bytes) -> None:
    with pytest.raises(NotFound):
        await DecodedSounds().playable(data)


async def test_what_takes_too_long_is_given_up() -> None:
    with pytest.raises(NotFound):
        await DecodedSounds(decode_s=0.0).playable(b"#!AMR\n")
