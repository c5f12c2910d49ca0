"""nginx as `deploy/nginx.conf` sets it up, on this machine: other ports and folders, and no certificates."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

CONFIGURATION = Path(__file__).resolve().parents[1] / "deploy" / "nginx.conf"
_REDIRECTING_SERVER = """server {
    listen 80;
    server_name www.example.org;
    return 301 https://www.example.org$request_uri;
}
"""
_FRAME = """
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
daemon off;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ text/html html; }}
    access_log off;
    {site}
}}
"""


def executable() -> str | None:
    """The path of an nginx on this machine, or `None`."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def configuration(folder: Path, *, port: int, program_port: int, files: Path, workers: int = 1) -> Path:
    """Write the configuration for a private nginx into a folder and return its path.

    `files` stands for `/var/lib/coalition` (`VAR_DIR`); `program_port` is where the site's web server listens.

    Raises:
        ValueError: `deploy/nginx.conf` does not say what is replaced here.

    """
    site = CONFIGURATION.read_text()
    for said, instead in (
        (_REDIRECTING_SERVER, ""),
        ("server web:8000;", f"server 127.0.0.1:{program_port};"),
        ("listen 443 ssl;\n    http2 on;", f"listen 127.0.0.1:{port};"),
        ("    ssl_certificate /etc/nginx/certificates/site.pem;\n", ""),
        ("    ssl_certificate_key /etc/nginx/certificates/site.key;\n", ""),
        ("proxy_set_header Host $host;", "proxy_set_header Host $http_host;"),
        ("server_name www.example.org;", "server_name localhost;"),
        ("/var/lib/coalition/", f"{files}/"),
    ):
        if said not in site:
            raise ValueError(f"{CONFIGURATION} does not say: {said}")
        site = site.replace(said, instead)
    return _written(folder, workers, site)


def plain_configuration(folder: Path, *, port: int, root: Path, workers: int = 1) -> Path:
    """Write the shortest configuration that sends the files of a folder, as a baseline; return its path."""
    return _written(folder, workers, f"sendfile on; tcp_nopush on; server {{ listen 127.0.0.1:{port}; root {root}; }}")


def _written(folder: Path, workers: int, site: str) -> Path:
    # nginx gives its workers to another user when root starts it, who could not read a private folder.
    user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nginx.conf"
    path.write_text(_FRAME.format(user=user, folder=folder, workers=workers, site=site))
    return path


def command(path: Path) -> list[str]:
    """The command that runs nginx in the foreground with this configuration.

    Raises:
        FileNotFoundError: there is no nginx here.
        ValueError: nginx does not accept the configuration; the message is what it says.

    """
    program = executable()
    if program is None:
        raise FileNotFoundError("There is no nginx on this machine: apt-get install nginx-light.")
    run = [program, "-c", str(path), "-p", str(path.parent), "-e", str(path.parent / "error.log")]
    tried = subprocess.run([*run, "-t"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise ValueError(tried.stderr)
    return run
