"""The site's own authority: made once, narrow, its server certificate renewed in time."""

import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509

from exam_app.local_authority import (
    RENEWED_BEFORE_END,
    SERVER_LIFE,
    OutsideTheAuthority,
    authority_file,
    server_certificate,
)
from tests.conftest import NOON


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def names_of(path: Path) -> set[str]:
    names = read(path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}


def test_the_certificate_names_the_address_and_this_machine(tmp_path: Path) -> None:
    certificate, _ = server_certificate(tmp_path, "192.168.1.20", NOON)
    assert {"localhost", "127.0.0.1", "192.168.1.20"} <= names_of(certificate)


def test_listening_everywhere_names_own_addresses_and_never_the_wildcard(tmp_path: Path) -> None:
    certificate, _ = server_certificate(tmp_path, "0.0.0.0", NOON)
    assert "0.0.0.0" not in names_of(certificate)
    assert {"localhost", "127.0.0.1"} <= names_of(certificate)


def test_private_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    server_certificate(tmp_path, "127.0.0.1", NOON)
    keys = list((tmp_path / "tls").glob("*.key"))
    assert len(keys) == 2
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_it_is_kept_until_a_week_before_its_end_and_the_authority_for_ever(tmp_path: Path) -> None:
    certificate, _ = server_certificate(tmp_path, "127.0.0.1", NOON)
    first, authority = read(certificate), authority_file(tmp_path)
    almost = NOON + SERVER_LIFE - RENEWED_BEFORE_END
    server_certificate(tmp_path, "127.0.0.1", almost)
    assert read(certificate) == first
    server_certificate(tmp_path, "127.0.0.1", almost + timedelta(seconds=1))
    renewed = read(certificate)
    assert renewed.not_valid_after_utc == almost + timedelta(seconds=1) + SERVER_LIFE
    assert authority_file(tmp_path) == authority


def test_a_new_address_makes_a_new_certificate_at_once(tmp_path: Path) -> None:
    server_certificate(tmp_path, "127.0.0.1", NOON)
    certificate, _ = server_certificate(tmp_path, "10.1.2.3", NOON)
    assert "10.1.2.3" in names_of(certificate)


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888"])
def test_a_public_address_it_was_not_made_for_is_refused_in_words(tmp_path: Path, host: str) -> None:
    server_certificate(tmp_path, "127.0.0.1", NOON)
    with pytest.raises(OutsideTheAuthority, match="does not cover"):
        server_certificate(tmp_path, host, NOON)


def test_a_name_the_authority_was_not_made_for_is_refused_in_words(tmp_path: Path) -> None:
    server_certificate(tmp_path, "guards.local", NOON)
    server_certificate(tmp_path, "other.local", NOON)
    with pytest.raises(OutsideTheAuthority, match=r"bank\.example"):
        server_certificate(tmp_path, "bank.example", NOON)


def test_the_authority_may_vouch_for_private_addresses_only(tmp_path: Path) -> None:
    server_certificate(tmp_path, "127.0.0.1", NOON)
    authority = read(tmp_path / "tls" / "authority.pem")
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = constraints.value.permitted_subtrees or []
    networks = [general.value for general in permitted if isinstance(general, x509.IPAddress)]
    assert networks and all(network.is_private or network.is_link_local for network in networks)


def test_a_phone_sees_the_fingerprint_of_what_it_downloads(tmp_path: Path) -> None:
    import hashlib

    assert authority_file(tmp_path) is None
    server_certificate(tmp_path, "127.0.0.1", NOON)
    found = authority_file(tmp_path)
    assert found is not None
    assert found.fingerprint.replace(":", "").lower() == hashlib.sha256(found.der).hexdigest()


@contextmanager
def served(certificate: Path, key: Path) -> Iterator[int]:
    class Hello(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """The test's own output is enough."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_client_that_trusts_the_authority_connects_and_no_other(tmp_path: Path) -> None:
    paths = server_certificate(tmp_path, "127.0.0.1", datetime.now(UTC))
    with served(*paths) as port:
        trusting = ssl.create_default_context(cafile=tmp_path / "tls" / "authority.pem")
        connection = HTTPSConnection("127.0.0.1", port, context=trusting)
        connection.request("GET", "/")
        assert connection.getresponse().status == 204
        connection.close()
        stranger = HTTPSConnection("127.0.0.1", port, context=ssl.create_default_context())
        with pytest.raises(ssl.SSLCertVerificationError):
            stranger.request("GET", "/")
        stranger.close()
