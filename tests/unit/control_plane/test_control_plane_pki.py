import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from kubespaces_embedded.control_plane import pki

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEAVES = [
    "kube-apiserver",
    "kube-controller-manager-serving",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
    "admin",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pki.ensure(tmp_path, "one", NOW)
    return tmp_path


def certificate(folder: Path, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / f"{name}.crt").read_bytes())


def test_everything_is_made_once(tmp_path: Path) -> None:
    assert pki.ensure(tmp_path, "one", NOW) == ["service-account.key", "ca", *LEAVES]
    assert pki.ensure(tmp_path, "one", NOW) == []


def test_only_the_owner_can_read_any_of_it(folder: Path) -> None:
    modes = {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir()}
    assert set(modes.values()) == {"0o600"}
    assert {f"{name}.key" for name in ["ca", "service-account", *LEAVES]} <= set(modes)


def test_servers_are_named_by_the_loopback_address(folder: Path) -> None:
    names = certificate(folder, "kube-apiserver").extensions.get_extension_for_class(x509.SubjectAlternativeName)
    addresses = names.value.get_values_for_type(x509.IPAddress)
    assert {ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("10.96.0.1")} <= set(addresses)
    assert "localhost" in names.value.get_values_for_type(x509.DNSName)


def test_a_client_certificate_is_no_server_certificate(folder: Path) -> None:
    usage = certificate(folder, "admin").extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [purpose.dotted_string for purpose in usage] == ["1.3.6.1.5.5.7.3.2"]  # id-kp-clientAuth, RFC 5280
    with pytest.raises(x509.ExtensionNotFound):
        certificate(folder, "admin").extensions.get_extension_for_class(x509.SubjectAlternativeName)


def test_the_administrator_and_the_controllers_are_who_kubernetes_expects(folder: Path) -> None:
    def subject(name: str, oid: x509.ObjectIdentifier) -> list[str | bytes]:
        return [attribute.value for attribute in certificate(folder, name).subject.get_attributes_for_oid(oid)]

    assert subject("admin", NameOID.ORGANIZATION_NAME) == ["system:masters"]
    assert subject("kube-controller-manager", NameOID.COMMON_NAME) == ["system:kube-controller-manager"]
    assert subject("kube-controller-manager", NameOID.ORGANIZATION_NAME) == []


def test_what_ends_soon_is_renewed_and_the_rest_kept(folder: Path) -> None:
    authority = certificate(folder, "ca")
    tokens = (folder / "service-account.key").read_bytes()
    assert pki.ensure(folder, "one", NOW + timedelta(days=334)) == []
    assert pki.ensure(folder, "one", NOW + timedelta(days=336)) == LEAVES
    assert certificate(folder, "ca") == authority
    assert (folder / "service-account.key").read_bytes() == tokens


def test_nothing_outlives_its_authority(folder: Path) -> None:
    late = NOW + timedelta(days=3650 - 365)
    assert pki.ensure(folder, "one", late) == ["ca", *LEAVES]
    for leaf in LEAVES:
        assert certificate(folder, leaf).not_valid_after_utc < certificate(folder, "ca").not_valid_after_utc


def test_a_clock_put_back_before_the_making_brings_new_ones(folder: Path) -> None:
    assert pki.ensure(folder, "one", NOW - timedelta(minutes=59)) == []
    assert pki.ensure(folder, "one", NOW - timedelta(days=1)) == ["ca", *LEAVES]


@pytest.mark.parametrize(
    ("file", "made"),
    [
        ("admin.key", ["admin"]),
        ("kube-apiserver.crt", ["kube-apiserver"]),
        ("ca.key", ["ca", *LEAVES]),
        ("service-account.key", ["service-account.key"]),
    ],
)
@pytest.mark.parametrize("damage", ["missing", "empty", "nonsense", "other"])
def test_what_is_damaged_is_made_again(folder: Path, file: str, made: list[str], damage: str) -> None:
    path = folder / file
    if damage == "missing":
        path.unlink()
    elif damage == "other":
        # A valid one that does not belong here; any key will do to sign tokens.
        other = {"kube-apiserver.crt": "admin.crt", "service-account.key": "service-account.pub"}
        path.write_bytes((folder / other.get(file, "service-account.key")).read_bytes())
    else:
        path.write_text("" if damage == "empty" else "nonsense", encoding="utf-8")
    assert pki.ensure(folder, "one", NOW) == made
    assert pki.ensure(folder, "one", NOW) == []


def test_certificates_of_another_control_plane_are_replaced(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    pki.ensure(other, "two", NOW)
    for suffix in ("crt", "key"):
        (folder / f"admin.{suffix}").write_bytes((other / f"admin.{suffix}").read_bytes())
    assert pki.ensure(folder, "one", NOW) == ["admin"]


def test_the_public_key_of_tokens_follows_the_private_one(folder: Path) -> None:
    public = folder / "service-account.pub"
    before = public.read_bytes()
    public.write_text("", encoding="utf-8")
    pki.ensure(folder, "one", NOW)
    assert public.read_bytes() == before
