"""What comes of the engine's output when it foresees a change."""

import json

import pytest

from kubespaces.cli import foresee
from kubespaces.errors import KubespacesError
from tests.support.previews import plan

EVENT = {"sequence": 1, "timestamp": 1, "resourcePreEvent": {}}


def test_a_preview_is_read() -> None:
    assert foresee._read(plan([], []), "", "local", "preview").stack == "local"


@pytest.mark.parametrize("stdout", ["", json.dumps(EVENT)])
def test_what_the_engine_said_instead_is_shown(stdout: str) -> None:
    with pytest.raises(KubespacesError, match=r"pulumi preview of stack 'local'[^$]*no passphrase"):
        foresee._read(stdout, "error: no passphrase\n", "local", "preview")
