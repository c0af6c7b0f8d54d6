"""Real proxies in front of two replicas, configured as the project ships them, on loopback ports."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.server import ROOT, free_port

SITE = "check.example.org"
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1;
events {{}}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {site}
}}
"""
ALONE = "admin off\n local_certs\n skip_install_trust\n auto_https disable_redirects"


def nginx(folder: Path, port: int, first: int, second: int) -> list[Any]:
    """The command of an nginx with deploy/nginx.conf and a certificate of its own."""
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = f"-subj /CN={SITE} -keyout {folder}/{SITE}.key -out {folder}/{SITE}.pem"
    subprocess.run(f"{made} {names}".split(), check=True, capture_output=True)
    site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for before, after in (
        ("127.0.0.1:8000", f"127.0.0.1:{first}"),
        ("127.0.0.1:8001", f"127.0.0.1:{second}"),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
        ("/etc/ssl", str(folder)),
        ("/srv/self-check", str(ROOT)),
    ):
        assert before in site
        site = site.replace(before, after)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, site=site))
    return ["nginx", "-c", folder / "nginx.conf", "-p", folder]


def caddy(folder: Path, port: int, first: int, second: int, site: str = SITE) -> list[Any]:
    """The command of a Caddy with the Caddyfile and a certificate that it makes itself."""
    config = (ROOT / "Caddyfile").read_text("utf-8").replace("{\n", f"{{\n {ALONE}\n default_sni {site}\n", 1)
    config = config.replace("app-1:8000 app-2:8000", f"127.0.0.1:{first} 127.0.0.1:{second}")
    (folder / "Caddyfile").write_text(config.replace("{$SITE}", f"https://{site}:{port}"))
    program = Path(sys.executable).with_name("caddy")
    return [
        "env",
        f"XDG_DATA_HOME={folder}",
        f"ERROR_PAGES={ROOT / 'deploy'}",
        program,
        "run",
        "--config",
        folder / "Caddyfile",
    ]


PROXIES = {"nginx": nginx, "caddy": caddy}
