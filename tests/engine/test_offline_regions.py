"""Every region, previewed offline by the real engine with the project's own program and documents."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.engine.offline_support import use_fake_cloud
from tests.support.project import ProjectCopy, copy_project, namespaces_of

from kubespaces.cli.offline import request_of
from kubespaces.cli.project import find_stack
from kubespaces_embedded.offline_providers.preview import Foreseen, export_state, foresee, session

pytestmark = pytest.mark.engine

REGIONS = ("aws-eu-central-1", "aws-us-east-1", "azure-westeurope", "gcp-europe-west4", "onprem-fra1")
CLOUDS = ("aws-eu-central-1", "azure-westeurope", "gcp-europe-west4")
STACKS = tuple(f"{region}{part}" for region in REGIONS for part in ("-host", ""))
