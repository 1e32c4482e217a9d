"""A certificate authority of this machine only, so that phones in the same network reach the site by HTTPS.

A browser gives the camera to pages of HTTPS only. A site inside an office network has no public name, so ``watchword
serve --tls auto`` makes its own authority once and a server certificate of 90 days from it; ``/trust-this-site`` tells
how a phone learns to trust the authority. What the authority may vouch for is narrowed to this machine's names and
addresses and to private ones (RFC 5280 4.2.1.10): a phone that trusts it can still not be shown a false bank.

    KEY_FOLDER/tls/authority.pem, authority.key     trusted by phones; made once, ten years
    KEY_FOLDER/tls/server.pem, server.key           made anew when fewer than 14 days are left or an address is new
"""

import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=3650)
SERVER_LIFE = timedelta(days=90)
RENEWED_BEFORE_END = timedelta(days=14)
CLOCKS_DIFFER = timedelta(hours=1)
PRIVATE_NETWORKS = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
    *("::1/128", "fc00::/7", "fe80::/10"),
)
Address = IPv4Address | IPv6Address


class OutsideTheAuthority(Exception):
    """The authority was made for other names; a new one has to be made, and trusted again on every phone."""


@dataclass(frozen=True)
class AuthorityFile:
    """What a phone installs: the certificate in DER form and its SHA-256 fingerprint, to compare by eye."""

    der: bytes
    fingerprint: str


def server_certificate(key_folder: Path, host: str, now: datetime) -> tuple[Path, Path]:
    """Files of the server's certificate and key for a host or address, made or renewed where needed.

    ``host`` is what the server listens on: for 0.0.0.0 or :: the certificate names those addresses of this machine that
    the authority covers. Raises :class:`OutsideTheAuthority` for a host that it does not cover; it covers private
    addresses and what it was first made for.
    """
    folder = key_folder / "tls"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    names, addresses = _reached_as(host)
    authority, authority_key = _authority(folder, names, addresses, now)
    if _listens_everywhere(host):
        addresses = [address for address in addresses if _covers(authority, address)]
    for outside in (reached for reached in (*names, *addresses) if not _covers(authority, reached)):
        raise OutsideTheAuthority(_new_authority_needed(str(outside)))
    paths = folder / "server.pem", folder / "server.key"
    if not _still_good(paths[0], authority, names, addresses, now):
        _make_server(paths, authority, authority_key, names, addresses, now)
    return paths


def authority_file(key_folder: Path) -> AuthorityFile | None:
    """The authority's certificate for phones; None where the site has not been served with ``--tls auto``.

    The fingerprint is written as in a phone's settings: pairs of hexadecimal digits with colons.
    """
    path = key_folder / "tls" / "authority.pem"
    if not path.exists():
        return None
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
    return AuthorityFile(certificate.public_bytes(serialization.Encoding.DER), fingerprint)


def server_certificate_ends_at(key_folder: Path) -> datetime | None:
    """The end of the server's certificate; None where the site has not been served with ``--tls auto``."""
    path = key_folder / "tls" / "server.pem"
    if not path.exists():
        return None
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


# -- where this machine is reached ----------------------------------------------------------------------------------


def _reached_as(host: str) -> tuple[list[str], list[Address]]:
    """Names and addresses a browser may use; the machine itself always by localhost."""
    names, addresses = {"localhost"}, {ip_address("127.0.0.1")}
    try:
        address = ip_address(host)
    except ValueError:
        names.add(host.lower())
    else:
        addresses |= _own_addresses() if _listens_everywhere(host) else {address}
    if names == {"localhost"}:
        names.add(socket.gethostname().lower())
    return sorted(names), sorted(addresses, key=str)


def _listens_everywhere(host: str) -> bool:
    return host in ("0.0.0.0", "::")


def _own_addresses() -> set[Address]:
    """Addresses under which this machine sends: nothing is sent, a datagram socket only chooses its route."""
    found: set[Address] = set()
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as route:
                route.connect((elsewhere, 9))
                found.add(ip_address(route.getsockname()[0].partition("%")[0]))
        except OSError:
            continue  # no route of this family
    return found


# -- making ---------------------------------------------------------------------------------------------------------


def _authority(
    folder: Path, names: Iterable[str], addresses: Iterable[Address], now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The authority of this folder, made on first use for these names and addresses and for private ones."""
    paths = folder / "authority.pem", folder / "authority.key"
    if not paths[0].exists():
        _make_authority(paths, names, addresses, now)
    certificate = x509.load_pem_x509_certificate(paths[0].read_bytes())
    key = serialization.load_pem_private_key(paths[1].read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return certificate, key


def _make_authority(
    paths: tuple[Path, Path], names: Iterable[str], addresses: Iterable[Address], now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Watchword {socket.gethostname()}"[:64])])
    permitted: list[x509.GeneralName] = [x509.IPAddress(ip_network(network)) for network in PRIVATE_NETWORKS]
    permitted += [x509.IPAddress(ip_network(str(address))) for address in addresses]
    permitted += [x509.DNSName(name) for name in {*names, socket.gethostname().lower(), "local"}]
    builder = (
        _begun(name, name, key.public_key(), now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    _write(paths, builder.sign(key, hashes.SHA256()), key)


def _make_server(
    paths: tuple[Path, Path],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    names: list[str],
    addresses: list[Address],
    now: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    reached: list[x509.GeneralName] = [*map(x509.DNSName, names), *map(x509.IPAddress, addresses)]
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = (
        _begun(name, authority.subject, key.public_key(), now, SERVER_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(reached), critical=False)
        .add_extension(issuer_key, critical=False)
    )
    _write(paths, builder.sign(authority_key, hashes.SHA256()), key)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    """A certificate that began an hour ago: a phone whose clock is behind must not refuse it."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now + life)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


# -- judging what is there ------------------------------------------------------------------------------------------


def _still_good(
    path: Path, authority: x509.Certificate, names: list[str], addresses: list[Address], now: datetime
) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    reached = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        certificate.not_valid_after_utc - now.astimezone(UTC) >= RENEWED_BEFORE_END
        and certificate.issuer == authority.subject
        and set(names) <= set(reached.get_values_for_type(x509.DNSName))
        and set(addresses) <= set(reached.get_values_for_type(x509.IPAddress))
    )


def _covers(authority: x509.Certificate, reached: str | Address) -> bool:
    """Whether the authority may vouch for a name or address. A phone would only say that the connection is not safe."""
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    if isinstance(reached, str):
        names = [general.value for general in permitted if isinstance(general, x509.DNSName)]
        return any(reached == name or reached.endswith("." + name) for name in names)
    networks = [general.value for general in permitted if isinstance(general, x509.IPAddress)]
    return any(isinstance(network, IPv4Network | IPv6Network) and reached in network for network in networks)


def _new_authority_needed(name: str) -> str:
    return (
        f"The local authority does not cover {name}. It vouches for private addresses and for what it was made for. "
        "Remove the folder tls from the key folder to make a new one; every phone has to trust it again."
    )


def _write(paths: tuple[Path, Path], certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    """Key first, each by one rename: a certificate never stands beside the key of another."""
    encoding, form, open_key = serialization.Encoding.PEM, serialization.PrivateFormat, serialization.NoEncryption()
    _put(paths[1], key.private_bytes(encoding, form.PKCS8, open_key))
    _put(paths[0], certificate.public_bytes(encoding))


def _put(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)
