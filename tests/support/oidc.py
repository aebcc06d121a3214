"""An OpenID Connect issuer on this machine: discovery, keys, and tokens for whoever a test wants to be.

Source: https://openid.net/specs/openid-connect-discovery-1_0.html
"""

import datetime
import http.server
import ipaddress
import json
import ssl
import time
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support.loopback import LoopbackServer

LOOPBACK = "127.0.0.1"
CLIENT = "kubernetes"


class OidcIssuer(LoopbackServer):
    """Serves over TLS while it is entered."""

    def __init__(self, folder: Path) -> None:
        self.authority = folder / "issuer.crt"
        """Its certificate, which signs itself."""
        self._key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
        super().__init__(type("Handler", (_Handler,), {"issuer": self}))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority, _certificate(self.authority, folder / "issuer.key"))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"https://{self.address}"

    @property
    def documents(self) -> dict[str, Any]:
        """What it serves, by path."""
        discovery = {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/keys",
            "authorization_endpoint": f"{self.url}/login",
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return {
            "/.well-known/openid-configuration": discovery,
            "/keys": {"keys": [self._key.as_dict(private=False)]},
        }

    def token(self, user: str, *groups: str, audience: str = CLIENT, lives: float = 600) -> str:
        """Return a token; ``lives`` is in seconds from now."""
        claims = {"iss": self.url, "aud": audience, "sub": user, "exp": int(time.time() + lives), "groups": [*groups]}
        return jwt.encode({"alg": "RS256", "kid": "test"}, claims, self._key)


class _Handler(http.server.BaseHTTPRequestHandler):
    issuer: OidcIssuer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        del format, args

    def do_GET(self) -> None:
        found = self.issuer.documents.get(self.path)
        body = json.dumps(found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _certificate(authority: Path, key_file: Path) -> Path:
    """Write a certificate for the loopback address; return the file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer of a test")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    unsealed = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unsealed)
    key_file.write_bytes(pem)
    return key_file
