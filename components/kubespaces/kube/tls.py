"""Trust and client certificates for one API server."""

import base64
import binascii
import ssl
import tempfile
from pathlib import Path
from typing import Any

from kubespaces.kube.errors import KubeconfigError
from kubespaces.kube.kubeconfig import Access


def context(access: Access) -> ssl.SSLContext:
    """Return the TLS settings of a kubeconfig's cluster and user.

    Without a certificate authority in the kubeconfig, the machine's own trust store is used.
    Raises :class:`KubeconfigError` for certificates that are missing or broken.
    """
    cluster = access.cluster
    where = f"kubeconfig context {access.context!r}"
    try:
        settings = _trust(cluster)
        certificate = _pem(access.user, "client-certificate")
        key = _pem(access.user, "client-key")
        if certificate and key:
            _load_chain(settings, certificate, key)
    except OSError as error:  # ssl.SSLError is one
        name = getattr(error, "filename", None)
        raise KubeconfigError(
            f"{where}: {f'{name}: ' if name else ''}{error.strerror or 'broken certificate or key'}"
        ) from None
    except (binascii.Error, ValueError):
        raise KubeconfigError(f"{where}: certificate data is not base64 of PEM") from None
    return settings


def _trust(cluster: Any) -> ssl.SSLContext:
    if cluster.get("insecure-skip-tls-verify"):
        settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        settings.check_hostname = False
        settings.verify_mode = ssl.CERT_NONE
        return settings
    authority = _pem(cluster, "certificate-authority")
    return ssl.create_default_context(cadata=authority.decode("ascii") if authority else None)


def _pem(entry: Any, key: str) -> bytes | None:
    if entry.get(f"{key}-data"):
        return base64.b64decode(str(entry[f"{key}-data"]), validate=False)
    return Path(str(entry[key])).read_bytes() if entry.get(key) else None


def _load_chain(settings: ssl.SSLContext, certificate: bytes, key: bytes) -> None:
    # The ssl module takes files only. This one is readable by its owner alone and gone when we return.
    with tempfile.NamedTemporaryFile(prefix="kubespaces-") as chain:
        chain.write(certificate.rstrip() + b"\n" + key)
        chain.flush()
        settings.load_cert_chain(chain.name)
