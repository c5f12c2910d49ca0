"""Opening folders, zips and addresses without being led astray."""

import http.server
import ssl
import threading
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from advocacy.legislators.importing import download as downloading
from advocacy.legislators.importing import sources
from advocacy.legislators.importing.download import Limits, download
from advocacy.legislators.importing.problems import ImportRefusedError
from advocacy.legislators.importing.sources import open_source


def _zip(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def test_a_zip_is_read_without_being_unpacked(tmp_path):
    tree = open_source(str(_zip(tmp_path / "a.zip", **{"x/data/tx.yml": "a: 1\n", "x/image.exe": "no"})))
    assert list(tree.names) == ["x/data/tx.yml"]
    assert tree.read("x/data/tx.yml") == b"a: 1\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize("name", ["../evil.yml", "/etc/evil.yml", "a/../../evil.yml", "..\\evil.yml", "C:/evil.yml"])
def test_a_name_that_leads_out_of_the_zip_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "a: 1\n")
    with pytest.raises(ImportRefusedError, match="leads out of the archive"):
        open_source(str(tmp_path / "a.zip"))


def test_a_zip_bomb_is_refused(tmp_path):
    path = _zip(tmp_path / "bomb.zip", **{"data/tx/legislature/a.yml": "a" * 30_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(ImportRefusedError, match="zip bomb"):
        open_source(str(path))


def test_a_zip_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAXIMUM_FILES", 2)
    with pytest.raises(ImportRefusedError, match="holds 3 files"):
        open_source(str(_zip(tmp_path / "a.zip", a="", b="", c="")))


def test_a_file_that_is_no_zip_and_a_place_that_is_not_there_are_told(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(ImportRefusedError, match="not a whole zip file"):
        open_source(str(tmp_path / "a.zip"))
    with pytest.raises(ImportRefusedError, match="does not exist"):
        open_source(str(tmp_path / "nothing"))


def test_a_link_that_leads_out_of_the_folder_is_left_out(tmp_path):
    (tmp_path / "secret.yml").write_text("a: 1\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "good.yml").write_text("a: 1\n")
    (folder / "bad.yml").symlink_to(tmp_path / "secret.yml")
    assert list(open_source(str(folder)).names) == ["good.yml"]


@pytest.mark.parametrize("url", ["http://example.org/a.zip", "ftp://example.org/a.zip", "file:///etc/passwd.zip"])
def test_only_https_is_fetched(url):
    with pytest.raises(ImportRefusedError, match="not an https address"):
        open_source(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]"])
def test_addresses_inside_private_networks_are_refused(host):
    with pytest.raises(ImportRefusedError, match="inside a private network"):
        download(f"https://{host}/a.zip", Limits(connect=1))


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        {"/good.csv": self._good, "/large.csv": self._large, "/short.csv": self._short, "/silent.csv": self._silent,
         "/loop": lambda: self._redirect("/loop"), "/plain": lambda: self._redirect("http://example.org/x"),
         "/moved": lambda: self._redirect("/good.csv")}.get(self.path, lambda: self.send_error(404))()  # fmt: skip

    def _good(self, content=b"a,b\n"):
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _large(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * 200_000)

    def _short(self):
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"a,b\n")

    def _silent(self):
        self.server.released.wait(20)

    def _redirect(self, location):
        self.send_response(302)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def https_server(tmp_path_factory):
    """A real HTTPS server on the loopback whose certificate the client is told to trust."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.released = threading.Event()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}", folder / "certificate.pem"
    server.released.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def origin(https_server, monkeypatch):
    address, certificate = https_server
    monkeypatch.setattr(downloading, "tls_context", lambda: ssl.create_default_context(cafile=certificate))
    monkeypatch.setattr(downloading, "public_address", lambda _host, _port: "127.0.0.1")
    return address


def test_a_file_is_fetched_and_a_redirect_followed(origin):
    for path in ("/good.csv", "/moved"):
        with download(origin + path) as file:
            assert file.read() == b"a,b\n"
    assert open_source(origin + "/good.csv").read("good.csv") == b"a,b\n"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/missing", "answers 404"),
        ("/loop", "redirects more than 5 times"),
        ("/plain", "not an https address"),
        ("/large.csv", "larger than"),
        ("/short.csv", "truncated"),
        ("/silent.csv", "could not be fetched"),
    ],
)
def test_a_download_that_goes_wrong_is_told(origin, monkeypatch, path, words):
    monkeypatch.setattr(downloading, "MAXIMUM_BYTES", 100_000)
    with pytest.raises(ImportRefusedError, match=words):
        download(origin + path, Limits(connect=0.5, total=5))


def test_a_certificate_that_is_not_trusted_is_refused(origin, monkeypatch):
    monkeypatch.setattr(downloading, "tls_context", ssl.create_default_context)
    with pytest.raises(ImportRefusedError, match="could not be fetched"):
        download(origin + "/good.csv")
