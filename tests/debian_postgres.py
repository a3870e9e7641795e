"""Debian's own PostgreSQL, started as its own user with TLS, as a clinic's server runs it: for the slow part.

It listens on this machine's loopback only. Roles and passwords are made as `mhac server setup` says.
"""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

MISSING = "Debian's PostgreSQL is missing; install it: sudo apt-get install -y --no-install-recommends postgresql"


def binaries() -> Path:
    """The folder of the newest server that Debian installed; fails with one line where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if not found:
        pytest.fail(MISSING, pytrace=False)
    return found[-1].parent


def certificate(folder: Path) -> None:
    """A private key and a certificate of its own for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    places = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30)).add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "server.key").write_bytes(private)
    (folder / "server.key").chmod(0o600)
    (folder / "server.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))


class DebianServer:
    """A server in a folder of its own; `superuser` reaches it by its socket."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.bin = folder, folder / "data", binaries()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        self.ca = self.data / "server.crt"

    def run(self, program: str, *arguments: str, stdin: str = "") -> str:
        """Run one of the server's programs as the server's user; fails with what it said."""
        as_user = ["runuser", "-u", self.user, "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*as_user, str(self.bin / program), *arguments], input=stdin, capture_output=True, text=True, check=False,
            cwd=self.folder, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Make the data folder and start."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        self.run("initdb", "-D", str(self.data), "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8", "-k")
        certificate(self.data)
        (self.data / "pg_hba.conf").write_text(
            f"local all {self.user} peer\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
        )
        (self.data / "postgresql.auto.conf").write_text(
            f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder}'\n"
            "ssl = on\nssl_min_protocol_version = 'TLSv1.2'\nmax_connections = 60\n"
        )
        if os.geteuid() == 0:
            for name in ("server.key", "server.crt", "pg_hba.conf", "postgresql.auto.conf"):
                shutil.chown(self.data / name, self.user)
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop at once."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def sql(self, script: str, database: str = "postgres") -> str:
        """Run a script as the superuser."""
        return self.run(
            "psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port),
            "-d", database, "-U", self.user, "-f", "-", stdin=script,
        )  # fmt: skip

    def url(self, role: str, password: str, database: str = "clinic", *, mode: str = "verify-full") -> str:
        """The address of a database as a workstation writes it."""
        root = f"&sslrootcert={self.ca}" if mode == "verify-full" else ""
        return f"postgresql://{role}:{password}@localhost:{self.port}/{database}?sslmode={mode}{root}"


@pytest.fixture(scope="session")
def debian_server() -> Iterator[DebianServer]:
    """Debian's server with TLS, for all tests of this worker."""
    folder = Path(tempfile.mkdtemp(prefix="mhac-debian-"))  # pytest's own folders let nobody else in
    folder.chmod(0o755)
    server = DebianServer(folder)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
