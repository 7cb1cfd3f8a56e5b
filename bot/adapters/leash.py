"""Becomes another program that dies when its parent dies, however the parent dies.

Run as `python leash.py <parent's pid> <program> <arguments…>`. A program of its own, because code
between fork and exec is not safe in a process that has threads.
"""

import ctypes
import os
import signal
import sys

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, linux/prctl.h


def main() -> None:
    """Tie us to the parent, then become the program. Only Linux knows such a tie."""
    parent, *program = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != int(parent):  # it died before we were tied to it
        sys.exit(1)
    os.execv(program[0], program)


if __name__ == "__main__":
    main()
