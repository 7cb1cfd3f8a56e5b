"""nginx and HAProxy with the files of deploy/, on this machine alone and without TLS."""

import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.driver import Door
from benchmarks.ports import held_port
from benchmarks.processes import Process, a_process, answers
from bot.demo.places import HOST, ROOT

NGINX, HAPROXY = "nginx", "haproxy"
BALANCERS = (NGINX, HAPROXY)
DEPLOY = ROOT / "deploy"
SERVER = "    server gateway1 127.0.0.1:8080\n"
AROUND_NGINX = """\
worker_processes 1;
pid nginx.pid;
error_log nginx-error.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path body;
    proxy_temp_path proxied;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include upstream.conf;
    include huiying.conf;
}}
"""


def missing(name: str) -> str:
    """A sentence if this machine does not have the balancer; empty otherwise."""
    return "" if found(name) else f"{name} is not installed: on Debian, sudo apt install {name}"


def found(name: str) -> str | None:
    """Where its program is: Debian keeps it where only root looks."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


@asynccontextmanager
async def a_balancer(
    name: str, doors: Sequence[Door], folder: Path
) -> AsyncIterator[tuple[Process, Door]]:
    """The balancer before these gateways, answering; its configuration is the one of deploy/."""
    port = held_port()
    command = prepared(name, doors, folder, port)
    async with a_process(folder, name, command, {}, python=False) as process:
        await answers(port, process)
        yield process, (HOST, port)


def prepared(name: str, doors: Sequence[Door], folder: Path, port: int) -> list[str]:
    """Write its configuration; the command that runs it in the foreground."""
    folder.mkdir(parents=True)
    write = {NGINX: _for_nginx, HAPROXY: _for_haproxy}[name]
    return [str(found(name)), *write(doors, folder, port)]


def _for_nginx(doors: Sequence[Door], folder: Path, port: int) -> list[str]:
    """As /etc/nginx/conf.d would include it."""
    told = (DEPLOY / "nginx" / "huiying.conf").read_text("utf-8")
    told = re.sub(r"^ *(ssl_\w+ .*|listen \[::\].*)\n", "", told, flags=re.MULTILINE)
    told = told.replace("listen 443 ssl;", f"listen {HOST}:{port};")
    # the door that only sends people from http to https
    told = told.replace("listen 80;", f"listen {HOST}:{held_port()};")
    told = told.replace("/var/log/nginx/", f"{folder}/")
    servers = "".join(
        f"    server {host}:{at} max_fails=2 fail_timeout=5s;\n" for host, at in doors
    )
    upstream = (DEPLOY / "nginx" / "upstream.conf").read_text("utf-8")
    upstream = re.sub(r"^    server 127.*\n", servers, upstream, flags=re.MULTILINE)
    (folder / "huiying.conf").write_text(told)
    (folder / "upstream.conf").write_text(upstream)
    (folder / "nginx.conf").write_text(AROUND_NGINX.format())
    return ["-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;"]


def _for_haproxy(doors: Sequence[Door], folder: Path, port: int) -> list[str]:
    told = (DEPLOY / "haproxy" / "haproxy.cfg").read_text("utf-8")
    told = told.replace(":443 ssl crt /etc/haproxy/certs/city.pem", f"{HOST}:{port}")
    told = told.replace("bind :80\n", f"bind {HOST}:{held_port()}\n")
    told = told.replace("/dev/log local0", "stdout format raw local0")
    servers = (f"    server gateway{n} {host}:{at}\n" for n, (host, at) in enumerate(doors, 1))
    (folder / "haproxy.cfg").write_text(told.replace(SERVER, "".join(servers)))
    return ["-db", "-f", str(folder / "haproxy.cfg")]
