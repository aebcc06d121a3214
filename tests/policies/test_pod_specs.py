"""The pods for the cross-check with real admission are what they say they are."""

import pytest

from .pod_specs import PodSpec, mixed_changes, single_changes
from .pod_verdicts import refusals


@pytest.mark.parametrize("spec", list(single_changes()), ids=lambda spec: spec.name)
def test_one_change_is_judged_as_the_standards_say(spec: PodSpec) -> None:
    expected = any(made.change.bad or made.change.stricter for made in spec.made)
    assert bool(refusals(spec)) == expected, refusals(spec)
    assert not spec.stricter or not refusals(spec.without_stricter())


def test_mixtures_are_good_and_bad_and_the_same_every_time() -> None:
    specs = list(mixed_changes(300, seed=7))
    assert [spec.name for spec in specs] == [spec.name for spec in mixed_changes(300, seed=7)]
    bad = sum(bool(refusals(spec)) for spec in specs)
    assert 50 < bad < 250
