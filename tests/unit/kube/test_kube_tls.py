import base64
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kubespaces.kube import Access, KubeconfigError, tls


@pytest.fixture(scope="module")
def pair() -> tuple[bytes, bytes]:
    """Return a self-signed certificate and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), private


def context(cluster: dict[str, Any], user: dict[str, Any] | None = None) -> ssl.SSLContext:
    return tls.context(Access("dev", "https://h", "default", cluster, user or {}))


def encoded(pem: bytes) -> str:
    return base64.b64encode(pem).decode()


def test_the_kubeconfigs_authority_is_the_only_one_trusted(pair: tuple[bytes, bytes], tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_bytes(pair[0])
    for cluster in (
        {"certificate-authority-data": encoded(pair[0])},
        {"certificate-authority": str(tmp_path / "ca.crt")},
    ):
        settings = context(cluster)
        assert settings.verify_mode is ssl.CERT_REQUIRED
        assert settings.check_hostname
        assert settings.cert_store_stats()["x509"] == 1


def test_verification_can_be_switched_off() -> None:
    settings = context({"insecure-skip-tls-verify": True})
    assert settings.verify_mode is ssl.CERT_NONE
    assert not settings.check_hostname


def test_a_client_certificate_as_data_or_files(pair: tuple[bytes, bytes], tmp_path: Path) -> None:
    (tmp_path / "me.crt").write_bytes(pair[0])
    (tmp_path / "me.key").write_bytes(pair[1])
    for user in (
        {"client-certificate-data": encoded(pair[0]), "client-key-data": encoded(pair[1])},
        {"client-certificate": str(tmp_path / "me.crt"), "client-key": str(tmp_path / "me.key")},
    ):
        context({}, user)


@pytest.mark.parametrize(
    ("cluster", "user"),
    [
        ({"certificate-authority": "/nowhere/ca.crt"}, {}),
        ({"certificate-authority-data": encoded(b"no certificate")}, {}),
        ({}, {"client-certificate-data": encoded(b"x"), "client-key-data": encoded(b"very-secret")}),
        ({}, {"client-certificate": "/nowhere/me.crt", "client-key": "/nowhere/me.key"}),
    ],
)
def test_broken_certificates_are_an_error_that_names_the_context(cluster: dict[str, Any], user: dict[str, Any]) -> None:
    with pytest.raises(KubeconfigError, match="context 'dev'") as caught:
        context(cluster, user)
    assert "very-secret" not in str(caught.value)
