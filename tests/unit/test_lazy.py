"""Packages whose names are imported when they are first used."""

from importlib import import_module

import pytest


@pytest.mark.parametrize("package", ["kubespaces.spec", "kubespaces.plan"])
def test_every_name_is_there_and_another_is_an_error(package: str) -> None:
    module = import_module(package)
    assert sorted(dir(module)) == sorted(module.__all__)
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
        _ = module.nothing
