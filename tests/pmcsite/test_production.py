"""The site as it runs in production: production settings, collected files, a real web server."""

import http.client
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from pmcsite.engines import ports
from tests.processes import RunningProcess, process_environment

HOST = "www.example.org"


class Site:
    """A running web server that believes to stand behind a proxy with TLS."""

    def __init__(self, var: Path) -> None:
        self.environment = process_environment(
            DEVELOPMENT="0",
            SECRET_KEY=secrets.token_urlsafe(50),
            PUBLIC_URL=f"https://{HOST}",
            ALLOWED_HOSTS=HOST,
            TRUST_PROXY="1",
            VAR_DIR=str(var),
        )
        self.port = ports.choose()
        self.log = var / "web.log"

    def manage(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def serve(self) -> RunningProcess:
        process = RunningProcess(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "pmcsite.wsgi:application"),
                *("--host", "127.0.0.1", "--port", str(self.port), "--no-access-log", "--no-ws"),
            ],
            self.log,
            self.environment,
        )
        process.wait_for(self.answers, "the web server")
        return process

    def answers(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False

    def get(self, path: str, *, host: str = HOST, scheme: str = "https") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": scheme})
        response = connection.getresponse()
        response.text = response.read().decode(errors="replace")
        connection.close()
        return response


@pytest.fixture
def site(transactional_db: None, tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    site.manage("build_fonts")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    process = site.serve()
    yield site
    process.stop()


@pytest.mark.slow
def test_the_site_runs_with_production_settings(site: Site) -> None:
    home = site.get("/")
    assert home.status == 200, site.log.read_text()[-3000:]
    assert not home.headers.get_all("Set-Cookie")
    assert "max-age=31536000" in home.headers["Strict-Transport-Security"]

    stylesheet = re.search(r'href="(/static/face/site\.[0-9a-f]{12}\.css)"', home.text)
    assert stylesheet is not None
    css = site.get(stylesheet[1])
    assert css.status == 200
    assert "immutable" in css.headers["Cache-Control"]
    fonts = re.findall(r"url\(\"?([^)\"]+\.woff2)", css.text)
    assert fonts
    assert site.get(f"/static/face/{fonts[0].removeprefix('/static/face/')}").status == 200

    assert site.get("/no-such-page/").status == 404
    assert site.get("/account/login/").status == 200
    assert site.get("/mail-catcher/").status == 404
    assert site.get("/media/anything.png").status == 404
    assert site.get("/", host="evil.example").status == 400
    plain = site.get("/join/", scheme="http")
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/join/")
    assert site.get("/healthz", host="10.0.0.1", scheme="http").status == 200
    assert "Traceback" not in site.log.read_text()
