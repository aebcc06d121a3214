import asyncio
from typing import Any

from kubespaces.kube import Call
from kubespaces.verify.actors import Actor
from kubespaces.verify.line import Area, Verdict
from kubespaces.verify.trying import neighbours, try_elsewhere, try_in_own_namespace, try_pods, try_token
from tests.unit.verify.fakes import FORBIDDEN, PLACES, FakeSession, actor_named, scene, status

NO_CLASS = status(403, 'pods "x" is forbidden: pod rejected: RuntimeClass "gvisor" not found')


def test_where_everything_passes_everything_forbidden_is_a_surprise() -> None:
    open_session = FakeSession(lambda actor, call: {})
    lines = asyncio.run(try_in_own_namespace(open_session, PLACES["pay-dev"], actor_named("group pay-devs")))
    surprises = [line for line in lines if line.verdict is Verdict.SURPRISE]
    assert len(surprises) > 50
    assert all(line.mend and line.control for line in surprises)
    assert all(line.expected == "allowed" for line in lines if line.verdict is Verdict.AS_EXPECTED)
    elsewhere = asyncio.run(try_elsewhere(open_session, scene(), actor_named("group pay-devs")))
    assert {line.verdict for line in elsewhere} == {Verdict.SURPRISE}


def test_where_nothing_passes_daily_work_is_a_surprise() -> None:
    shut = FakeSession(lambda actor, call: FORBIDDEN)
    lines = asyncio.run(try_in_own_namespace(shut, PLACES["pay-dev"], actor_named("group pay-devs")))
    work = [line for line in lines if line.area is Area.WORK]
    assert {line.verdict for line in work} == {Verdict.SURPRISE}
    assert {line.verdict for line in asyncio.run(try_elsewhere(shut, scene(), actor_named("group pay-devs")))} == {
        Verdict.AS_EXPECTED
    }


def test_attempts_that_do_not_apply_are_left_out_and_those_without_an_object_say_so() -> None:
    shut = FakeSession(lambda actor, call: FORBIDDEN)

    def whats(name: str, actor: str) -> dict[str, Verdict]:
        lines = asyncio.run(try_in_own_namespace(shut, PLACES[name], actor_named(actor)))
        return {line.what: line.verdict for line in lines}

    assert "create an ingress for its own host name" in whats("web-dev", "group web-devs")
    assert "create an ingress for its own host name" not in whats("lab-dev", "group lab-heads")
    assert "claim storage" not in whats("web-dev", "group web-devs")
    privileged = "add a privileged container to a running pod"
    assert whats("pay-dev", "group pay-leads")[privileged] is Verdict.NOT_TRIED
    assert privileged not in whats("pay-dev", "group pay-devs")  # they may not, and there is no pod to see it with


def test_neighbours_are_another_tenant_first_then_the_platform() -> None:
    assert neighbours(scene(), actor_named("group pay-devs")) == ["lab-dev", "kube-system"]
    assert neighbours(scene(), actor_named("group lab-heads")) == ["pay-dev", "kube-system"]
    assert neighbours(scene(without=("kube-system",)), actor_named("deployer of pay-dev")) == ["lab-dev", "default"]


def test_bad_pods_say_nothing_while_good_ones_are_refused() -> None:
    session = FakeSession(lambda actor, call: NO_CLASS)
    lines = asyncio.run(try_pods(session, scene(), PLACES["web-dev"]))
    assert {line.verdict for line in lines if line.area is Area.WORK} == {Verdict.SURPRISE}
    open_questions = [line for line in lines if line.area is Area.PODS]
    assert {line.verdict for line in open_questions} == {Verdict.UNDECIDED}
    assert "bad pods say nothing while good ones are refused" in open_questions[0].got
    assert len(session.calls) == 5


def test_pods_are_made_by_somebody_who_may_and_by_every_controller() -> None:
    def makers(name: str) -> set[str]:
        return {
            line.actor for line in asyncio.run(try_pods(FakeSession(lambda actor, call: {}), scene(), PLACES[name]))
        }

    controllers = {"replicaset-controller", "statefulset-controller", "daemon-set-controller", "job-controller"}
    assert makers("pay-dev") == {"group pay-devs", *controllers}
    assert makers("pay-prod") == controllers


def whoami(user: str) -> Any:
    return {"status": {"userInfo": {"username": user}}}


def test_a_token_logs_in_as_its_account_and_as_nobody_else() -> None:
    deployer = actor_named("deployer of pay-dev")

    def answer(actor: Actor, call: Call) -> Any:
        return whoami(deployer.user) if call.path.endswith("selfsubjectreviews") else FORBIDDEN

    lines = asyncio.run(try_token(FakeSession(answer), deployer))
    assert [(line.control, line.verdict) for line in lines] == [
        ("KS-RBAC-08", Verdict.AS_EXPECTED),
        ("KS-RBAC-05", Verdict.AS_EXPECTED),
    ]
    wrong = asyncio.run(try_token(FakeSession(lambda actor, call: whoami("admin")), deployer))
    assert {line.verdict for line in wrong} == {Verdict.SURPRISE}
    assert asyncio.run(try_token(FakeSession(answer), actor_named("group pay-devs"))) == []
