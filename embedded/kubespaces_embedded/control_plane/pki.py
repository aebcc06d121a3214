"""A throwaway certificate authority for one control plane, and what it signs.

Every control plane has its own authority, so a certificate of one opens no other. Elliptic curve P-256 throughout:
a key takes microseconds to make (RSA: a second of CPU for all of them), and Go, Python and Kubernetes all accept it.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .layout import write_private

AUTHORITY_LIFETIME = timedelta(days=3650)
"""Ten years, as kubeadm has it."""

LIFETIME = timedelta(days=365)
"""Of every certificate that the authority signs: one year, as kubeadm has it."""

RENEWAL = timedelta(days=30)
"""A certificate that ends sooner is renewed."""

CLOCK_SKEW = timedelta(hours=1)
"""Certificates start in the past, for clocks that are put back after their making."""

SERVICE_IP = ipaddress.ip_address("10.96.0.1")
"""Address of the Service ``kubernetes``: the first one of :data:`.components.SERVICE_RANGE`."""

_LOOPBACK = (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1"))

AUTHORITY = "ca"
SERVICE_ACCOUNT_KEY = "service-account.key"
SERVICE_ACCOUNT_PUBLIC_KEY = "service-account.pub"


@dataclass(frozen=True)
class _Leaf:
    """One certificate to be signed; ``hosts`` is empty for a client."""

    file: str
    common_name: str
    organization: str | None = None
    hosts: tuple[x509.GeneralName, ...] = ()


_LEAVES = (
    _Leaf(
        "kube-apiserver",
        "kube-apiserver",
        hosts=(
            *(x509.IPAddress(address) for address in (*_LOOPBACK, SERVICE_IP)),
            x509.DNSName("localhost"),
            x509.DNSName("kubernetes.default.svc"),
        ),
    ),
    _Leaf(
        "kube-controller-manager-serving",
        "kube-controller-manager",
        hosts=(*(x509.IPAddress(address) for address in _LOOPBACK), x509.DNSName("localhost")),
    ),
    # The user name that Kubernetes binds its role for the controller manager to.
    _Leaf("kube-controller-manager", "system:kube-controller-manager"),
    # Only used once there are virtual clusters: what puts their pods on nodes, and what plays the nodes.
    _Leaf("kube-scheduler", "system:kube-scheduler"),
    _Leaf("kwok", "kubespaces:kwok"),
    # This group passes authorisation whatever RBAC says, so a broken binding locks nobody out of their own laptop.
    _Leaf("admin", "kubespaces-admin", organization="system:masters"),
)


def ensure(folder: Path, name: str, now: datetime | None = None) -> list[str]:
    """Make what is missing, damaged, foreign or near its end; return the names of what was made.

    A new authority brings new certificates with it. The key that signs service account tokens has no end and is
    kept, so that tokens stay valid. ``now`` is for tests.
    """
    now = now or datetime.now(UTC)
    made = [] if _valid_key(folder / SERVICE_ACCOUNT_KEY) else [_make_service_account_key(folder)]
    _ensure_public_key(folder)
    authority = _load(folder, AUTHORITY)
    # The authority has to outlive what it signs.
    if authority is None or not _lasts(authority[0], now, LIFETIME + RENEWAL):
        authority = _make_authority(folder, name, now)
        made.append(AUTHORITY)
    for leaf in _LEAVES:
        pair = _load(folder, leaf.file)
        if pair is None or not _lasts(pair[0], now, RENEWAL) or not _signed_by(pair[0], authority[0]):
            _make_leaf(folder, leaf, authority, now)
            made.append(leaf.file)
    return made


_Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def certificate_of(folder: Path, name: str) -> Path:
    """Return where a certificate is."""
    return folder / f"{name}.crt"


def key_of(folder: Path, name: str) -> Path:
    """Return where a private key is."""
    return folder / f"{name}.key"


def _load(folder: Path, name: str) -> _Pair | None:
    try:
        certificate = x509.load_pem_x509_certificate(certificate_of(folder, name).read_bytes())
        key = _load_key(key_of(folder, name))
    except (FileNotFoundError, ValueError):
        return None
    if key is None or certificate.public_key() != key.public_key():
        return None
    return certificate, key


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _valid_key(path: Path) -> bool:
    try:
        return _load_key(path) is not None
    except (FileNotFoundError, ValueError):
        return False


def _lasts(certificate: x509.Certificate, now: datetime, span: timedelta) -> bool:
    return certificate.not_valid_before_utc <= now and now + span < certificate.not_valid_after_utc


def _signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _make_service_account_key(folder: Path) -> str:
    write_private(folder / SERVICE_ACCOUNT_KEY, _pem(ec.generate_private_key(ec.SECP256R1())))
    return SERVICE_ACCOUNT_KEY


def _ensure_public_key(folder: Path) -> None:
    key = _load_key(folder / SERVICE_ACCOUNT_KEY)
    assert key is not None, "made or checked by the caller"  # noqa: S101 - a type guard, not a check of input
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    write_private(folder / SERVICE_ACCOUNT_PUBLIC_KEY, public)


def _make_authority(folder: Path, name: str, now: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"kubespaces control plane {name}")])
    certificate = (
        _builder(subject, subject, key, now, now + AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(folder, AUTHORITY, certificate, key)
    return certificate, key


def _make_leaf(folder: Path, leaf: _Leaf, authority: _Pair, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority[0]
    purpose = ExtendedKeyUsageOID.SERVER_AUTH if leaf.hosts else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = (
        _builder(_subject(leaf), issuer.subject, key, now, now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(
            # Python 3.13 and newer refuse a certificate without it (ssl.VERIFY_X509_STRICT).
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority[1].public_key()),
            critical=False,
        )
    )
    if leaf.hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(leaf.hosts), critical=False)
    _write(folder, leaf.file, builder.sign(authority[1], hashes.SHA256()), key)


def _subject(leaf: _Leaf) -> x509.Name:
    attributes: Sequence[x509.NameAttribute[str]] = [
        x509.NameAttribute(NameOID.COMMON_NAME, leaf.common_name),
        *([x509.NameAttribute(NameOID.ORGANIZATION_NAME, leaf.organization)] if leaf.organization else []),
    ]
    return x509.Name(attributes)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    # The key first: a certificate without its key is made again, whichever of the two was lost.
    write_private(key_of(folder, name), _pem(key))
    write_private(certificate_of(folder, name), certificate.public_bytes(serialization.Encoding.PEM))


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
