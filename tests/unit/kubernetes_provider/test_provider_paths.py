import pytest

from kubespaces_embedded.kubernetes_provider.paths import contains, parse, spell


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("spec",), "spec"),
        (("spec", "hard", "limits.cpu"), 'spec.hard["limits.cpu"]'),
        (("spec", "ports", 0, "port"), "spec.ports[0].port"),
        (("metadata", "labels", "kubespaces.io/tenant"), 'metadata.labels["kubespaces.io/tenant"]'),
        (("a[b]", 'c"d'), '["a[b]"]["c\\"d"]'),
    ],
)
def test_paths_survive_writing_and_reading(path: tuple[str | int, ...], text: str) -> None:
    assert spell(path) == text
    assert parse(text) == path


def test_a_star_covers_every_item() -> None:
    assert contains(parse("spec.ports[*].port"), parse("spec.ports[7].port"))
    assert contains(parse("spec.*"), parse("spec.x.y"))
    assert not contains(parse("spec.ports[0]"), parse("spec.ports[1].port"))
    assert not contains(parse("spec.ports"), parse("spec"))
