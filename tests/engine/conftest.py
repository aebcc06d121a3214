"""Fixtures for tests that run the real engine on a project in a folder of their own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_support import STACK, Run, eventually, left_behind

from kubespaces_embedded.engine import Installation, Result, ensure_stack, pulumi
from kubespaces_embedded.engine.stand_ins import ALL
from kubespaces_embedded.toolbox import require


@pytest.fixture(scope="module")
def installation() -> Installation:
    """The engine with our stand-ins, also where the official plugins are installed."""
    return Installation(require("pulumi"), (), ALL)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep settings and state of this machine away; nothing that a test started may be left at its end."""
    for name in [name for name in os.environ if name.startswith("PULUMI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KUBESPACES_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "pulumi"))
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "test")
    monkeypatch.setenv("NO_COLOR", "1")
    yield tmp_path
    eventually(lambda: not left_behind(tmp_path))


@pytest.fixture
def run(installation: Installation, home: Path) -> Run:
    """Run ``pulumi`` on the stack of the project in the test's folder."""

    def run(*arguments: str, cwd: Path = home, expect: int | None = 0) -> Result:
        ensure_stack(cwd=cwd, stack=STACK, installation=installation)
        result = pulumi(arguments, cwd=cwd, stack=STACK, capture=True, installation=installation)
        if expect is not None:
            assert (result.returncode == 0) == (expect == 0), result.stdout + result.stderr
        return result

    return run
