"""``kubespaces verify`` on a real API server: green where all is well, and red for every hole made on purpose."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.plugin_driver import eventually
from tests.support.tenants import RUNTIME_CLASS, TenantCluster, running_tenant_cluster
from typer.testing import CliRunner, Result

from kubespaces.cli import app
from kubespaces.kube import Call
from kubespaces.plan.guard_rails import GUARD_RAILS, PREFIX
from kubespaces.verify import Area, Line, Report, Verdict, verify
from kubespaces.verify.objects import LABELS, binding, group, opening
from kubespaces.verify.pods import good_pod_spec, workload
from kubespaces.verify.scene import places_of

pytestmark = pytest.mark.engine

DOCS = Path(__file__).parents[2] / "docs" / "verify.md"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TenantCluster]:
    with running_tenant_cluster(tmp_path_factory.mktemp("verify")) as running:
        places = {place.name: place for place in places_of(running.fleet, running.host)}
        for name in ("pay-dev", "pay-prod"):
            running.create(workload(places[name], "Deployment", good_pod_spec(places[name])))
        eventually(lambda: all(running.all("Pod", name) for name in ("pay-dev", "pay-prod")))
        yield running


def run(cluster: TenantCluster, *tenants: str) -> Report:
    return verify(cluster.access, cluster.fleet, cluster.host, tenants)


def told(lines: list[Line]) -> str:
    return "\n".join(map(str, lines))


def test_a_well_laid_fleet_is_all_as_expected(cluster: TenantCluster) -> None:
    report = run(cluster)

    assert report.ok, told(report.surprises)
    assert {tally.name for tally in report.by_tenant()} == {"pay", "web", "lab", "(everybody)"}
    assert {tally.name for tally in report.by_area()} == set(Area)
    tried = {line.actor for line in report.lines}
    assert tried >= {
        "deployer of pay-dev",
        "group pay-devs",
        "group pay-leads",
        "group pay-on-call",
        "service account delivery/robot",
        "somebody in no group",
        "user auditor@example.com",
    }
    assert {re.sub(r"\d+", "", control) for control in report.controls()} == {
        "KS-NET-", "KS-POD-", "KS-RBAC-", "KS-TEN-",
    }  # fmt: skip


def test_what_is_not_tried_says_what_is_missing(cluster: TenantCluster) -> None:
    skipped = [line for line in run(cluster).lines if line.verdict is Verdict.NOT_TRIED]

    # Only on-call people of pay-prod and leads of pay-dev may get into pods, and there are pods in both.
    assert {(line.where, line.got) for line in skipped} == {
        ("lab-dev", "there is nothing to try it on: a pod that runs"),
    }


def test_a_privileged_container_cannot_be_added_to_a_running_pod(cluster: TenantCluster) -> None:
    lines = [line for line in run(cluster, "pay").lines if line.what == "add a privileged container to a running pod"]
    by_pod_security = {(line.actor, line.where) for line in lines if line.got.startswith("refused by Pod Security")}
    assert by_pod_security == {("group pay-leads", "pay-dev"), ("group pay-on-call", "pay-prod")}


def inventory(cluster: TenantCluster) -> dict[str, str]:
    """Return the resource version of every object but events and leases, which somebody writes all the time."""
    found = {}
    for resource in cluster.client.catalog():
        if "list" in resource.verbs and resource.kind not in {"Event", "Lease"}:
            for item in cluster.client.send(Call("GET", resource.path()))["items"]:
                metadata = item["metadata"]
                key = f"{resource.kind} {metadata.get('namespace', '')}/{metadata['name']}"
                found[key] = metadata.get("resourceVersion", "")
    return found


def settled(cluster: TenantCluster) -> dict[str, str]:
    """Return the inventory when the controllers have stopped writing."""
    before = inventory(cluster)
    while True:
        time.sleep(1)
        after = inventory(cluster)
        if after == before:
            return after
        before = after


def test_it_leaves_nothing_behind(cluster: TenantCluster) -> None:
    before = settled(cluster)
    assert len(before) > 100
    run(cluster)
    assert inventory(cluster) == before


def test_it_changes_nothing_where_every_door_is_open(cluster: TenantCluster) -> None:
    """Dry runs stay dry also where nobody refuses them."""
    with ExitStack() as doors:
        for subject in ("pay-devs", "system:authenticated"):
            doors.enter_context(sabotaged(cluster, added(cluster_binding("cluster-admin", subject, f"oops-{subject}"))))
        for rail in GUARD_RAILS:
            doors.enter_context(sabotaged(cluster, deleted(BINDING, PREFIX + rail.name)))
        before = settled(cluster)
        report = run(cluster, "pay")
        after = inventory(cluster)

    assert len(report.surprises) > 500
    assert after == before


Sabotage = Callable[[TenantCluster], Callable[[], None] | None]


@dataclass(frozen=True)
class Case:
    """A hole, and the surprises that must come: control, where, what, and a word of what came or how to mend it."""

    sabotage: Sabotage
    wanted: list[tuple[str, str, str, str]]
    tenants: tuple[str, ...] = ("pay",)


def patched(kind: str, name: str, body: dict[str, Any], namespace: str = "") -> Sabotage:
    """Change a planned object; it is put back as it was."""

    def sabotage(cluster: TenantCluster) -> Callable[[], None]:
        before = cluster.get(kind, name, namespace)
        cluster.patch(kind, name, body, namespace)
        return lambda: cluster.put_back(before)

    return sabotage


def deleted(kind: str, name: str, namespace: str = "") -> Sabotage:
    """Delete a planned object; laying the plan again puts it back."""
    return lambda cluster: cluster.delete(kind, name, namespace)


def without_deployer_access(cluster: TenantCluster) -> None:
    names = [found["metadata"]["name"] for found in cluster.all("RoleBinding", "pay-dev")]
    (name,) = [name for name in names if name.startswith("kubespaces:deployer:deployer-")]
    cluster.delete("RoleBinding", name, "pay-dev")


def added(manifest: dict[str, Any]) -> Sabotage:
    """Add an object; it is deleted again."""

    def sabotage(cluster: TenantCluster) -> Callable[[], None]:
        cluster.create(manifest)
        metadata = manifest["metadata"]
        return lambda: cluster.delete(manifest["kind"], metadata["name"], metadata.get("namespace", ""))

    return sabotage


def without_runtime_class(cluster: TenantCluster) -> Callable[[], None]:
    cluster.delete("RuntimeClass", "gvisor")
    return lambda: cluster.create(RUNTIME_CLASS)


def cluster_binding(role: str, subject: str, name: str = "oops") -> dict[str, Any]:
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}
    body = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name}}
    return {**body, "roleRef": reference, "subjects": [group(subject)]}


@contextmanager
def sabotaged(cluster: TenantCluster, sabotage: Sabotage) -> Iterator[None]:
    undo = sabotage(cluster)
    try:
        yield
    finally:
        if undo is not None:
            undo()
        cluster.lay()


BINDING = "ValidatingAdmissionPolicyBinding"
ENFORCE = "pod-security.kubernetes.io/enforce"
READ_SECRETS = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]}
LOOK_ONLY = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}
OPEN_RULES = {"spec": {"ingress": [{}], "policyTypes": ["Ingress", "Egress"]}}

EVERYBODY = ("pay", "web", "lab")

SABOTAGES: dict[str, Case] = {
    "a guard rail's binding is gone": Case(
        deleted(BINDING, "kubespaces-platform-objects"),
        [
            ("KS-RBAC-09", "the cluster", f"{BINDING} kubespaces-platform-objects", "not there"),
            ("KS-RBAC-09", "pay-dev", "delete a binding of the platform", "allowed"),
            ("KS-RBAC-09", "pay-dev", "unlabel the default account", "allowed"),
        ],
    ),
    "a guard rail is gone": Case(
        deleted("ValidatingAdmissionPolicy", "kubespaces-scheduling"),
        [
            ("KS-POD-14", "the cluster", "ValidatingAdmissionPolicy kubespaces-scheduling", "not there"),
            ("KS-POD-14", "pay-dev", "a pod with a node of its choice, past the scheduler", "allowed"),
            ("KS-POD-14", "pay-prod", "a pod with a toleration of everything, from a StatefulSet", "allowed"),
            ("KS-POD-15", "pay-dev", "a pod with a system priority", "allowed"),
        ],
    ),
    "a guard rail only audits": Case(
        patched(BINDING, "kubespaces-delegation", {"spec": {"validationActions": ["Audit"]}}),
        [
            ("KS-RBAC-01", "the cluster", f"{BINDING} kubespaces-delegation", "Audit"),
            ("KS-RBAC-04", "pay-dev", "bind view to everybody who can log in", "allowed"),
            ("KS-RBAC-01", "pay-dev", "apply a binding of a role that everybody has already", "allowed"),
        ],
    ),
    "a guard rail skips some objects": Case(
        patched(
            BINDING,
            "kubespaces-token-secrets",
            {"spec": {"matchResources": {"objectSelector": {"matchLabels": {"no": "thing"}}}}},
        ),
        [
            ("KS-RBAC-08", "the cluster", f"{BINDING} kubespaces-token-secrets", "objectSelector"),
            ("KS-RBAC-08", "pay-prod", "create a token that never expires", "allowed"),
        ],
    ),
    "default-deny is gone": Case(
        deleted("NetworkPolicy", "default-deny", "pay-dev"),
        [("KS-NET-01", "pay-dev", "NetworkPolicy default-deny", "not there")],
    ),
    "default-deny lets all in": Case(
        patched("NetworkPolicy", "default-deny", OPEN_RULES, "pay-prod"),
        [("KS-NET-01", "pay-prod", "NetworkPolicy default-deny", "spec.ingress: not planned")],
    ),
    "an opening is added": Case(
        added(opening("pay-prod")),
        [("KS-NET-02", "pay-prod", "no openings besides the planned ones", "kubespaces-verify is not planned")],
    ),
    "a group is cluster-admin": Case(
        added(cluster_binding("cluster-admin", "pay-devs")),
        [
            ("KS-RBAC-06", "the cluster", "list secrets of all namespaces", "ClusterRoleBinding oops"),
            ("KS-TEN-08", "the cluster", "create a namespace", "ClusterRoleBinding oops"),
            ("KS-RBAC-07", "the cluster", "anything on nodes", "ClusterRoleBinding oops"),
            ("KS-RBAC-03", "the cluster", "anything on cluster roles", "escalate"),
            ("KS-RBAC-09", "pay-dev", "delete the quota", "ClusterRoleBinding oops"),
            ("KS-TEN-07", "pay-prod", "lower the Pod Security label", "allowed"),
        ],
    ),
    "everybody may look at everything": Case(
        added(cluster_binding("view", "system:authenticated")),
        [
            ("KS-TEN-10", "all namespaces", "anything on configuration", "ClusterRoleBinding oops"),
            ("KS-TEN-10", "kube-system", "list pods", "ClusterRoleBinding oops"),
        ],
    ),
    "a tenant's role is bound to the cluster": Case(
        added(cluster_binding("kubespaces:tenant-view", "web-devs")),
        [
            ("KS-RBAC-01", "the cluster", "tenants' roles are bound in namespaces only", "oops"),
            ("KS-TEN-10", "the cluster", "list pods of all namespaces", "ClusterRoleBinding oops"),
        ],
        EVERYBODY,
    ),
    "a group gets into another tenant's namespace": Case(
        added(binding("pay-prod", "kubespaces:tenant-view", group("web-devs"))),
        [("KS-TEN-10", "pay-prod", "anything on pods", "take away RoleBinding kubespaces-verify in pay-prod")],
        EVERYBODY,
    ),
    "Kubernetes' own admin is bound": Case(
        added(binding("pay-prod", "admin", group("pay-devs"))),
        [
            ("KS-RBAC-01", "pay-prod", "no roles besides the tenants' own", "gives ClusterRole admin"),
            ("KS-RBAC-09", "pay-prod", "change network policies", "RoleBinding kubespaces-verify"),
            ("KS-RBAC-07", "pay-prod", "open a shell or a port", "RoleBinding kubespaces-verify"),
        ],
    ),
    "a Pod Security label is lowered": Case(
        patched("Namespace", "pay-prod", {"metadata": {"labels": {ENFORCE: "privileged"}}}),
        [
            ("KS-TEN-02", "pay-prod", "Pod Security labels", "planned restricted, is privileged"),
            ("KS-POD-02", "pay-prod", "a pod with a privileged container", "allowed"),
            ("KS-POD-05", "pay-prod", "a pod with a folder of the node, from a DaemonSet", "allowed"),
            ("KS-POD-02", "pay-prod", "add a privileged container to a running pod", "allowed"),
        ],
    ),
    "a Pod Security label is gone": Case(
        patched("Namespace", "web-dev", {"metadata": {"labels": {ENFORCE: None}}}),
        [
            ("KS-TEN-02", "web-dev", "Pod Security labels", "is missing"),
            ("KS-POD-01", "web-dev", "a pod with the node's network, from a Job or CronJob", "allowed"),
        ],
        ("web",),
    ),
    "a namespace is of another tenant": Case(
        patched("Namespace", "pay-dev", {"metadata": {"labels": {"kubespaces.io/tenant": "web"}}}),
        [("KS-TEN-01", "pay-dev", "identity labels", "planned pay, is web")],
    ),
    "a namespace is out of the checks": Case(
        patched("Namespace", "pay-dev", {"metadata": {"labels": {"control-plane": "yes"}}}),
        [("KS-TEN-07", "pay-dev", "no label takes it out of checks", "label control-plane is set")],
    ),
    "a role is wider": Case(
        patched("ClusterRole", "kubespaces:tenant-view", {"rules": [READ_SECRETS]}),
        [
            ("KS-RBAC-09", "the cluster", "ClusterRole kubespaces:tenant-view", "rules: planned"),
            ("KS-RBAC-06", "pay-prod", "read and change secrets", "get/list secrets"),
            ("KS-RBAC-09", "pay-prod", "anything besides its roles", "get, list secrets (core)"),
        ],
    ),
    "a role is narrower": Case(
        patched("ClusterRole", "kubespaces:tenant-deployer", {"rules": [LOOK_ONLY]}),
        [
            ("", "pay-prod", "change workloads", "refused by authorization: create/delete"),
            ("", "pay-prod", "create a deployment", "refused by authorization"),
        ],
    ),
    "access is taken away": Case(
        without_deployer_access,
        [
            ("KS-RBAC-01", "pay-dev", "RoleBinding kubespaces:deployer:deployer-", "not there"),
            ("", "pay-dev", "read logs", "refused"),
        ],
    ),
    "the quota is gone": Case(
        deleted("ResourceQuota", "kubespaces", "pay-dev"),
        [
            ("KS-TEN-04", "pay-dev", "ResourceQuota kubespaces", "not there"),
            ("KS-TEN-04", "pay-dev", "a pod with more than the quota", "allowed"),
            ("KS-NET-04", "pay-dev", "open a node port", "allowed"),
        ],
    ),
    "the quota is raised": Case(
        patched("ResourceQuota", "kubespaces", {"spec": {"hard": {"services.nodeports": "5"}}}, "pay-dev"),
        [
            ("KS-TEN-04", "pay-dev", "ResourceQuota kubespaces", "services.nodeports: planned 0, is 5"),
            ("KS-NET-04", "pay-dev", "open a node port", "allowed"),
        ],
    ),
    "the limit range is gone": Case(
        deleted("LimitRange", "kubespaces", "web-dev"),
        [
            ("KS-TEN-05", "web-dev", "LimitRange kubespaces", "not there"),
            # Too large for one container is here too large for the quota as well, which then refuses instead.
            ("KS-TEN-05", "web-dev", "a pod with more than one container may have", "refused by quota"),
        ],
        ("web",),
    ),
    "the default account mounts its token": Case(
        patched("ServiceAccount", "default", {"automountServiceAccountToken": True}, "web-prod"),
        [("KS-POD-13", "web-prod", "ServiceAccount default", "automountServiceAccountToken: planned false, is true")],
        ("web",),
    ),
    "the sandbox is missing": Case(
        without_runtime_class,
        [
            ("KS-POD-14", "the cluster", "RuntimeClass gvisor", "not there"),
            ("", "web-dev", "a pod that keeps every rule", 'RuntimeClass "gvisor" not found'),
        ],
        ("web",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SABOTAGES)
def test_sabotage_is_found(cluster: TenantCluster, name: str) -> None:
    case = SABOTAGES[name]
    surprises: list[Line] = []

    def unfound() -> list[tuple[str, str, str, str]]:
        surprises[:] = run(cluster, *case.tenants).surprises
        return [each for each in case.wanted if not any(matches(line, *each) for line in surprises)]

    with sabotaged(cluster, case.sabotage):
        # The API server may take a moment to notice that a rule is gone.
        missing = unfound() and unfound()

    assert not missing, f"no surprise for {missing} among:\n{told(surprises)}"
    assert all(line.mend for line in surprises)


def matches(line: Line, control: str, where: str, what: str, word: str) -> bool:
    return (
        line.control == control
        and where in line.where
        and line.what.startswith(what)
        and word in f"{line.got} {line.mend}"
    )


def test_after_all_that_it_is_as_expected_again(cluster: TenantCluster) -> None:
    report = run(cluster)
    assert report.ok, told(report.surprises)


def command(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["verify", *arguments])


def test_the_command_ends_with_0_1_and_2(cluster: TenantCluster, tmp_path: Path) -> None:
    there = ("--kubeconfig", str(cluster.kubeconfig), "--documents", str(cluster.documents))

    good = command(*there, "--tenant", "pay")
    assert good.exit_code == 0, good.output
    assert "Everything is as expected" in good.output
    assert "web " not in good.output

    with sabotaged(cluster, deleted("NetworkPolicy", "default-deny", "pay-dev")):
        bad = command(*there, "--tenant", "pay")
        as_json = command(*there, "--tenant", "pay", "--json")
    assert bad.exit_code == 1
    assert "SURPRISE pay-dev, looked at as the platform: NetworkPolicy default-deny (KS-NET-01)" in bad.output
    assert "mend:     run: kubespaces up" in bad.output
    assert as_json.exit_code == 1
    assert [line["where"] for line in json.loads(as_json.output)["lines"] if line["verdict"] == "surprise"] == [
        "pay-dev"
    ]

    nobody = command(*there, "--tenant", "pya")
    assert nobody.exit_code == 2
    assert "did you mean 'pay'?" in nobody.output

    gone = tmp_path / "gone"
    gone.write_text(re.sub(r"server: .*", "server: https://127.0.0.1:9", cluster.kubeconfig.read_text()))
    dead = command("--kubeconfig", str(gone), "--documents", str(cluster.documents))
    assert dead.exit_code == 2
    assert "no answer from the Kubernetes API server" in dead.output


def test_verbose_shows_every_line(cluster: TenantCluster) -> None:
    there = ("--kubeconfig", str(cluster.kubeconfig), "--documents", str(cluster.documents))
    output = command(*there, "--tenant", "lab", "--verbose").output
    assert "lab: pods" in output
    assert "ok        KS-POD-02  lab-dev, group lab-heads: a pod with a privileged container: expected" in output


def test_tenants_that_are_not_laid_cannot_be_verified(cluster: TenantCluster, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        cluster.documents.read_text().replace("name: pay\n", "name: new\n").replace("tenant: pay", "tenant: new")
    )
    result = command("--kubeconfig", str(cluster.kubeconfig), "--documents", str(other), "--tenant", "new")
    assert result.exit_code == 2
    assert "none of the namespaces new-dev, new-prod; run: kubespaces up" in result.output


def test_a_missing_namespace_is_a_surprise(cluster: TenantCluster, tmp_path: Path) -> None:
    text, whole = cluster.documents.read_text(), "  - name: dev\n    share: remainder\n"
    assert whole in text
    other = tmp_path / "other.yaml"
    other.write_text(text.replace(whole, f"{whole}  - name: more\n    share: 50%\n"))
    result = command("--kubeconfig", str(cluster.kubeconfig), "--documents", str(other), "--tenant", "lab")
    assert result.exit_code == 1
    assert "lab-more, looked at as the platform: the namespace (KS-TEN-01)" in result.output


@contextmanager
def logged_in_with(cluster: TenantCluster, role: dict[str, Any] | None, folder: Path) -> Iterator[Path]:
    """Make an account with a cluster role, and yield a kubeconfig that logs in as it."""
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "checker", "namespace": "default"}}
    cluster.create(account)
    made = [("ServiceAccount", "checker", "default")]
    if role is not None:
        cluster.create(role)
        subject = {"kind": "ServiceAccount", "name": "checker", "namespace": "default"}
        cluster.create({**cluster_binding(role["metadata"]["name"], ""), "subjects": [subject]})
        made += [("ClusterRole", role["metadata"]["name"], ""), ("ClusterRoleBinding", "oops", "")]
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 600}}
    path = "/api/v1/namespaces/default/serviceaccounts/checker/token"
    token = cluster.client.send(Call("POST", path, body=request))["status"]["token"]
    document = yaml.safe_load(cluster.kubeconfig.read_text())
    document["users"] = [{"name": document["contexts"][0]["context"]["user"], "user": {"token": token}}]
    file = folder / "kubeconfig"
    file.write_text(yaml.safe_dump(document))
    try:
        yield file
    finally:
        for kind, name, namespace in made:
            cluster.delete(kind, name, namespace)


def test_a_caller_without_rights_is_told_which(cluster: TenantCluster, tmp_path: Path) -> None:
    with logged_in_with(cluster, None, tmp_path) as file:
        result = command("--kubeconfig", str(file), "--documents", str(cluster.documents))
    assert result.exit_code == 2
    assert "'system:serviceaccount:default:checker' lacks rights that verifying needs" in result.output
    assert "list namespaces" in result.output
    assert "docs/verify.md" in result.output


def test_a_caller_who_may_read_but_not_impersonate_is_told(cluster: TenantCluster, tmp_path: Path) -> None:
    role = role_of_the_documentation()
    role["rules"] = [rule for rule in role["rules"] if "impersonate" not in rule["verbs"]]
    with logged_in_with(cluster, role, tmp_path) as file:
        result = command("--kubeconfig", str(file), "--documents", str(cluster.documents))
    assert result.exit_code == 2
    assert "impersonate groups 'pay-devs'" in result.output
    assert "list" not in result.output


def role_of_the_documentation() -> dict[str, Any]:
    blocks = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(), flags=re.DOTALL)
    found: dict[str, Any] = next(
        document for block in blocks for document in [yaml.safe_load(block)] if document.get("kind") == "ClusterRole"
    )
    return found


def test_the_role_of_the_documentation_is_enough(cluster: TenantCluster, tmp_path: Path) -> None:
    with logged_in_with(cluster, role_of_the_documentation(), tmp_path) as file:
        result = command("--kubeconfig", str(file), "--documents", str(cluster.documents), "--tenant", "lab")
    assert result.exit_code == 0, result.output


def test_the_labels_of_what_is_tried_are_nobody_elses(cluster: TenantCluster) -> None:
    """Dry runs are never matched by selectors of real Services: nothing but the tests' own pods carries the label."""
    pods = [pod for pod in cluster.all("Pod") if pod["metadata"].get("labels", {}).items() >= LABELS.items()]
    assert {pod["metadata"]["namespace"] for pod in pods} == {"pay-dev", "pay-prod"}
