"""Citizens' voices as WAV. Whoever sent the bytes may have made them to break a decoder.

So they are decoded in a process of its own that may do nothing for long: it ends, we go on.
"""

import asyncio
import resource
import sys
from asyncio.subprocess import DEVNULL, PIPE
from io import BytesIO

from bot.domain.errors import NotFound

DECODE_S = 20.0
CPU_S = 10
MEMORY_BYTES = 2 << 30
"""Addresses, not pages: the decoder's libraries alone ask for some hundred MB."""
LONGEST_S = 120
"""WeChat's voices last a minute."""
RATE = 16_000
KINDS = {b"#!AMR": "amr", b"OggS": "ogg"}
"""What WeChat's voices begin with. Nothing else is tried: a playlist would name other files."""
AT_ONCE = 2
"""Decoders side by side: a page of voices must not take the machine."""


class DecodedSounds:
    """The port `Sounds`."""

    def __init__(self, decode_s: float = DECODE_S) -> None:
        self._decode_s = decode_s
        self._seats = asyncio.Semaphore(AT_ONCE)

    async def playable(self, data: bytes) -> bytes:
        async with self._seats:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
            )
            try:
                async with asyncio.timeout(self._decode_s):
                    wav, _ = await child.communicate(data)
            except TimeoutError:
                wav = b""
            finally:
                if child.returncode is None:
                    child.kill()
                    await child.wait()
        if child.returncode or not wav:
            raise NotFound("no sound that can be played")
        return wav


def main() -> None:
    """Read a recording, write WAV; end with 1 for what is none."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    sys.stdout.buffer.write(_wav(sys.stdin.buffer.read()))


def _wav(data: bytes) -> bytes:
    import wave

    import av

    made = BytesIO()
    kind = next(name for begins, name in KINDS.items() if data.startswith(begins))
    with av.open(BytesIO(data), "r", format=kind) as recording, wave.open(made, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in recording.decode(audio=0):
            for part in resampler.resample(frame):
                out.writeframes(part.to_ndarray().tobytes())
            if out.getnframes() > LONGEST_S * RATE:
                break
        if not out.getnframes():
            raise ValueError("not a moment of sound")
    return made.getvalue()


if __name__ == "__main__":
    try:
        main()
    except Exception:  # the child's boundary: whatever it was, it is no sound to us
        sys.exit(1)
