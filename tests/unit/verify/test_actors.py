from kubespaces.spec.posture import Role
from kubespaces.verify.actors import actors_of, control_plane, controller
from tests.plans import namespace_of
from tests.unit.verify.fakes import PLACES, actor_named, scene


def test_everybody_of_the_documents_is_an_actor() -> None:
    assert [(actor.tenant, actor.name) for actor in actors_of(place.spec for place in PLACES.values())] == [
        ("lab", "deployer of lab-dev"),
        ("lab", "group lab-heads"),
        ("pay", "deployer of pay-dev"),
        ("pay", "deployer of pay-prod"),
        ("pay", "group pay-devs"),
        ("pay", "group pay-leads"),
        ("pay", "group pay-on-call"),
        ("pay", "service account delivery/robot"),
        ("pay", "user auditor@example.com"),
        ("web", "deployer of web-dev"),
        ("web", "deployer of web-prod"),
        ("web", "group web-devs"),
        ("", "somebody in no group"),
    ]


def test_roles_are_those_of_the_documents() -> None:
    devs = actor_named("group pay-devs")
    assert devs.roles == {"pay-dev": {Role.EDIT, Role.VIEW}, "pay-prod": {Role.VIEW}}
    assert devs.has("pay-dev", frozenset({Role.EDIT}))
    assert not devs.has("pay-prod", frozenset({Role.EDIT}))
    assert not devs.has("web-dev", frozenset(Role))
    assert actor_named("deployer of pay-dev").roles == {"pay-dev": {Role.DEPLOYER}}
    assert actor_named("somebody in no group").roles == {}


def test_people_are_impersonated_in_their_group_and_accounts_by_their_name() -> None:
    devs = actor_named("group pay-devs").impersonation
    assert (devs.user, tuple(devs.groups)) == ("kubespaces-verify:pay-devs", ("pay-devs",))
    auditor = actor_named("user auditor@example.com").impersonation
    assert (auditor.user, tuple(auditor.groups)) == ("auditor@example.com", ())
    assert actor_named("service account delivery/robot").user == "system:serviceaccount:delivery:robot"
    assert controller("job-controller").user == "system:serviceaccount:kube-system:job-controller"


def test_grants_of_a_virtual_cluster_give_nothing_on_the_host() -> None:
    spec = namespace_of("dev", isolation="virtual", access=[{"group": "devs", "role": "admin"}])
    found = {actor.name: dict(actor.roles) for actor in actors_of([spec])}
    assert found == {"deployer of shop-dev": {}, "group devs": {}, "somebody in no group": {}}


def test_a_virtual_cluster_acts_by_its_control_planes_account() -> None:
    found = control_plane(namespace_of("dev", isolation="virtual"))
    assert found.user == "system:serviceaccount:shop-dev:vc-shop-dev"
    assert found.roles == {}


def test_only_deployers_log_in_with_tokens() -> None:
    tokens = {actor.name: actor.token_of for actor in scene().actors if actor.token_of}
    assert tokens == {f"deployer of {name}": name for name in PLACES}


def test_a_scene_of_one_tenant_has_its_people_and_somebody_in_no_group() -> None:
    found = scene("web")
    assert [place.name for place in found.places] == ["web-dev", "web-prod"]
    assert {actor.tenant for actor in found.actors} == {"web", ""}
    devs = next(actor for actor in found.actors if actor.name == "group web-devs")
    assert found.foreign(devs) == ["default", "kube-system", "lab-dev", "pay-dev", "pay-prod"]


def test_a_namespace_that_is_not_there_is_missing_and_has_no_deployer() -> None:
    found = scene(without=("pay-prod",))
    assert [place.name for place in found.missing] == ["pay-prod"]
    assert "deployer of pay-prod" not in {actor.name for actor in found.actors}


def test_people_are_asked_before_accounts() -> None:
    found = scene()
    place = PLACES["pay-dev"]
    with_shell = found.anybody_with(place, frozenset({Role.ADMIN}))
    assert with_shell is not None
    assert with_shell.name == "group pay-leads"
    assert found.anybody_with(PLACES["pay-prod"], frozenset({Role.EDIT})) is None
