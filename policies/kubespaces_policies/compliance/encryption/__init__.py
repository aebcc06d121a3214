"""KS-ENC: keys, volumes and credentials."""

from .credentials import no_plain_credentials
from .key_access import no_public_keys
from .keys import lasting_keys
from .volumes import encrypted_volumes

__all__ = ["encrypted_volumes", "lasting_keys", "no_plain_credentials", "no_public_keys"]
