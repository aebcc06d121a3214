import pytest

from kubespaces_embedded.toolbox import find, require
from kubespaces_embedded.toolbox.probe import read_version
from kubespaces_embedded.toolbox.versions import in_range, spec


@pytest.mark.engine
def test_etcd_is_had_for_real_and_found_again() -> None:
    tool = require("etcd")

    assert read_version(tool.path, spec("etcd")) == tool.version
    assert in_range(tool.version, spec("etcd").named)
    assert find("etcd") == tool
