"""One environment: .venv in step with requirements.lock, at once when nothing changed.

Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = VENV / ".in-step-with"
OLDEST_UV = (0, 8)
PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
UV_COMPILE = (
    *("pip", "compile", "pyproject.toml", "--quiet"),
    *("--universal", "--generate-hashes", "--no-annotate", "--no-header"),
    *("--output-file", "requirements.lock"),
)
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["lock"]:
        return lock(arguments[1:])
    if STAMP.is_file() and STAMP.read_text() == fingerprint():
        return None
    return sync()


def fingerprint() -> str:
    """What .venv was made from: the lock, the project's own description and where both stand."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    digest = hashlib.sha256(f"{ROOT}{project}".encode())
    digest.update((ROOT / "requirements.lock").read_bytes())
    return digest.hexdigest()


def sync() -> None:
    uv = find_uv()
    python = str(VENV / "bin" / "python")
    if not (runs_here(python) and made_here()):
        say(f"Making .venv with Python {platform.python_version()}")
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
    say("Installing the libraries of requirements.lock (the first time takes a minute)")
    sync_libraries = ("pip", "sync", "--quiet", "--python", python, "--require-hashes")
    run(uv, *sync_libraries, "--compile-bytecode", "requirements.lock")
    # Built with the locked setuptools: nothing is fetched that the lock does not name.
    install_here = ("pip", "install", "--quiet", "--python", python, "--no-deps")
    run(uv, *install_here, "--no-build-isolation", "--editable", ".")
    STAMP.write_text(fingerprint())
    say("The environment is ready")


def lock(arguments: list[str]) -> None:
    """Resolve pyproject.toml anew, for every supported Python and system."""
    say("Resolving pyproject.toml into requirements.lock")
    run(find_uv(), *UV_COMPILE, "--python", sys.executable, *arguments)


def runs_here(python: str) -> bool:
    """Whether .venv exists, runs, and is of a version the project supports."""
    test = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    try:
        return subprocess.run([python, "-c", test], capture_output=True).returncode == 0
    except OSError:
        return False


def made_here() -> bool:
    """Whether .venv was made in this very place: its scripts hold their path."""
    script = VENV / "bin" / "activate"
    return script.is_file() and str(VENV) in script.read_text()


def find_uv() -> str:
    """The machine's own uv if it is recent enough, otherwise one of ours in .tools."""
    for candidate in (shutil.which("uv"), str(TOOLS / "bin" / "uv")):
        if candidate and uv_version(candidate) >= OLDEST_UV:
            return candidate
    say("Fetching uv, the installer")
    fetch_uv()
    return str(TOOLS / "bin" / "uv")


def uv_version(uv: str) -> tuple[int, ...]:
    try:
        told = subprocess.run([uv, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return ()
    found = re.match(r"uv (\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else ()


def fetch_uv() -> None:
    """Put uv into .tools with pip: that of a new venv, or the machine's own where venvs lack it."""
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(TOOLS)], capture_output=True
    )
    if made.returncode == 0:
        return run(str(TOOLS / "bin" / "python"), *PIP_INSTALL, "uv")
    shutil.rmtree(TOOLS, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode:
        sys.exit(
            "This Python can make no virtual environment (ensurepip is missing). On Debian or "
            "Ubuntu: sudo apt install python3-venv; or install uv. Then run make again."
        )
    return run(sys.executable, *PIP_INSTALL, "--target", str(TOOLS), "uv")


def run(*command: str) -> None:
    """Run one step in the project's folder, or stop with what it said."""
    done = subprocess.run(
        command, cwd=ROOT, env={**registry_of_pip(), **tls(), **cache(), **os.environ}
    )
    if done.returncode:
        step = " ".join((Path(command[0]).name, *command[1:3]))
        sys.exit(f"{step} failed; its message stands above. Was it the network, run make again.")


def tls() -> dict[str, str]:
    """Trust what the machine trusts, so that an agency's own mirror works."""
    if sys.platform == "darwin" or any(Path(bundle).is_file() for bundle in CERTIFICATES):
        return {"UV_SYSTEM_CERTS": "1"}
    return {}


def cache() -> dict[str, str]:
    """Without a home folder to write to, what was fetched is kept here."""
    home = Path(os.environ.get("HOME") or "/nonexistent")
    return {} if os.access(home, os.W_OK) else {"UV_CACHE_DIR": str(TOOLS / "cache")}


def registry_of_pip() -> dict[str, str]:
    """An agency's mirror that pip is configured for counts for uv, which does not look there."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True
    ).stdout
    settings = dict(re.findall(r"^[^\s=]*?\.([a-z-]+)='(.*)'$", told, re.MULTILINE))
    translated = {}
    if settings.get("index-url"):
        translated["UV_DEFAULT_INDEX"] = settings["index-url"]
    # pip passes over local indexes that do not exist, uv stops at them.
    extra = [url for url in settings.get("extra-index-url", "").split() if url.startswith("http")]
    if extra:
        translated["UV_INDEX"] = " ".join(extra)
    return translated


def say(sentence: str) -> None:
    print(f"· {sentence}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
