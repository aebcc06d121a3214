"""Measures what the policy packs cost: a preview with both packs beside the same preview without, and rules a second.

The peer is the preview without packs: whoever adds packs wants to know what they add. The previews are offline ones of
tenants' objects, so that neither an API server nor a network blurs the difference.
"""

import os
import shutil
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from kubespaces.cli.offline import request_of
from kubespaces.cli.packs import pack_config, pack_options
from kubespaces.cli.project import find_stack
from kubespaces.objects import type_token
from kubespaces.spec import load_fleet
from kubespaces_embedded.offline_providers.preview import session
from kubespaces_policies.catalogue import all_controls
from kubespaces_policies.evaluate import Context, evaluate
from kubespaces_policies.resource import Resource
from kubespaces_policies.settings import Settings
from kubespaces_policies.value import Value
from kubespaces_policies.wire import decode_struct, encode_struct

from . import measure
from .fleet import objects, write_documents
from .measure import Sample

ROOT = Path(__file__).parents[1]
_TENANTS = 14
"""Makes a few more than 500 objects."""


def table(runs: int) -> list[str]:
    """Return the results as lines of Markdown."""
    with TemporaryDirectory() as folder:
        project = _project(Path(folder))
        count = len(objects(load_fleet(project / "stacks")))
        without, both = _previews(project, runs)
        rules, milliseconds = _rules(project)
    ratio = median(sample.seconds for sample in both) / median(sample.seconds for sample in without)
    return [
        "## Policy packs",
        "",
        f"Offline preview of {count} objects, medians of {runs} runs in turns; every control of both packs is asked.",
        "",
        "| preview | s | CPU s | MiB |",
        "|---|---|---|---|",
        _row("without packs", without),
        _row("with both packs", both),
        "",
        f"With packs it takes {ratio:.2f} times as long. Asked directly, {rules:,.0f} rules a second are evaluated;",
        f"a resource costs {milliseconds:.2f} ms for all {len(all_controls())} controls, decoding included.",
        "",
    ]


def _project(folder: Path) -> Path:
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    shutil.copytree(
        ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("tenants", "hosts", "__pycache__")
    )
    (folder / ".venv").symlink_to(sys.prefix)
    write_documents(folder / "stacks", _TENANTS)
    return folder


def _previews(project: Path, runs: int) -> tuple[list[Sample], list[Sample]]:
    stack = find_stack("local", project)
    samples: dict[bool, list[Sample]] = {False: [], True: []}
    for number in range(runs):
        print(f"  policy packs, run {number + 1} of {runs}", flush=True)
        for packs, found in samples.items():
            with pack_options(stack, wanted=packs) as options, session(request_of(stack)) as ready:
                command = [
                    str(ready.executable),
                    "preview",
                    "--stack",
                    "local",
                    "--config-file",
                    str(ready.config_file),
                ]
                environment = {**os.environ, **ready.variables}
                call = [*command, "--cwd", str(project), *options]
                found.append(measure.run(call, cwd=ready.config_file.parent, env=environment, servers={}))
    return samples[False], samples[True]


def _rules(project: Path) -> tuple[float, float]:
    """Return rules evaluated a second, and milliseconds for one resource."""
    settings = Settings.model_validate(dict(pack_config(find_stack("local", project)).settings))
    context = Context(settings)
    manifests = [item.manifest for item in objects(load_fleet(project / "stacks"))]
    wire = [(type_token(manifest), encode_struct(manifest)) for manifest in manifests]
    controls = [control for control in all_controls().values() if control.rule]
    start = time.perf_counter()
    for token, properties in wire:
        resource = Resource(token, "it", "urn", Value(decode_struct(properties)))
        for control in controls:
            evaluate(control, resource, context)
    seconds = time.perf_counter() - start
    return len(wire) * len(controls) / seconds, 1000 * seconds / len(wire)


def _row(what: str, samples: list[Sample]) -> str:
    seconds = median(sample.seconds for sample in samples)
    cpu = median(sample.cpu_total for sample in samples)
    peak = median(sample.peak_mib for sample in samples)
    return f"| {what} | {seconds:.1f} | {cpu:.1f} | {peak:.0f} |"


if __name__ == "__main__":
    print("\n".join(table(3)))
