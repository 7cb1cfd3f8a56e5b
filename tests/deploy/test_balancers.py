"""The configurations of deploy/ for nginx and HAProxy are read by them and do what they promise."""

import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from benchmarks import balanced
from benchmarks.balancers import BALANCERS, DEPLOY, found, missing, prepared
from benchmarks.houses import a_site
from benchmarks.workshop import Workshop
from bot.web.limits import BODY_BYTES

DOORS = (("127.0.0.1", 18190), ("127.0.0.1", 18191))
CHECKS = {"nginx": ["-t"], "haproxy": ["-c"]}


@pytest.fixture(params=BALANCERS)
def balancer(request: pytest.FixtureRequest) -> str:
    """One that this machine has."""
    name: str = request.param
    if why := missing(name):
        pytest.skip(why)
    return name


def test_the_balancer_reads_its_configuration(balancer: str, tmp_path: Path):
    """Without an error or a warning, and with every gateway in it."""
    _, *arguments = prepared(balancer, DOORS, tmp_path / "conf", 18192)
    program = str(found(balancer))

    told = subprocess.run([program, *CHECKS[balancer], *arguments], capture_output=True, text=True)

    assert told.returncode == 0, told.stderr
    assert "warn" not in told.stderr.lower()
    written = "".join(file.read_text() for file in (tmp_path / "conf").iterdir() if file.is_file())
    assert all(f"{host}:{port}" in written for host, port in DOORS)


def test_both_let_the_same_addresses_in():
    """And bodies up to what the gateway takes."""
    nginx = (DEPLOY / "nginx" / "huiying.conf").read_text("utf-8")
    haproxy = (DEPLOY / "haproxy" / "haproxy.cfg").read_text("utf-8")

    for door in ("/wechat", "/health", "/api/openapi.json", "/departments/", "/read/"):
        assert f" {door} " in nginx
        assert f" {door}" in haproxy
    assert f"client_max_body_size  {BODY_BYTES // 1024}k;" in nginx
    assert f"req.body_size gt {BODY_BYTES} " in haproxy
    assert "metrics" not in haproxy


def test_both_lead_to_the_console_and_write_no_one_time_link_down():
    """Whoever reads the log could choose somebody's password."""
    nginx = (DEPLOY / "nginx" / "huiying.conf").read_text("utf-8")
    haproxy = (DEPLOY / "haproxy" / "haproxy.cfg").read_text("utf-8")

    assert "location ~ ^/console(/|$) {" in nginx
    assert "~^/console/invite/  /console/invite/…;" in nginx
    assert "acl console path_beg /console/\n" in haproxy
    assert "set-var(txn.door) str(/console/invite/…) if { path_beg /console/invite/ }" in haproxy


def test_both_answer_nobody_as_often_as_they_like_but_wechat():
    """Also not who asks how we are: each call looks at everything."""
    nginx = (DEPLOY / "nginx" / "huiying.conf").read_text("utf-8")
    haproxy = (DEPLOY / "haproxy" / "haproxy.cfg").read_text("utf-8")

    for door in ("/health", "/api/openapi.json", "/departments/", "/read/"):
        location = nginx.split(f" {door} {{")[1].split("}")[0]
        assert "limit_req " in location, door
        limited = [line for line in haproxy.splitlines() if "deny_status 429" in line]
        assert any(f" {door} " in line for line in limited), door


async def test_a_gateway_is_killed_and_another_one_ends_and_nobody_notices(
    trained_model: Path, empty_postgres_url: str
):
    """Two gateways, two workers, PostgreSQL: nothing lost, nothing doubled, everybody answered,
    whichever of the balancers of this machine stands before them."""
    balancers = [name for name in BALANCERS if not missing(name)]
    if not balancers:
        pytest.skip("neither nginx nor HAProxy is here")

    async with a_workshop(trained_model, empty_postgres_url) as workshop:
        told = await balanced.behind(workshop, balancers, empty_postgres_url)

    assert (told.lost, told.doubled, told.failed, told.waiting) == (0, 0, 0, 0)
    assert told.tickets == told.messages > 100


@asynccontextmanager
async def a_workshop(model: Path, server: str) -> AsyncIterator[Workshop]:
    async with a_site(model) as site:
        yield Workshop(site, server, lambda told: None, quick=True)
