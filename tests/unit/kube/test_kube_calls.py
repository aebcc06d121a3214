from kubespaces.kube import Impersonation, Resource, calls

PODS = Resource("", "v1", "Pod", "pods", True)
ROLES = Resource("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", False)
POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "shop"}}


def test_paths_of_objects_and_collections() -> None:
    assert PODS.path() == "/api/v1/pods"
    assert PODS.path("shop", "a", "log") == "/api/v1/namespaces/shop/pods/a/log"
    assert ROLES.path("ignored", "kubespaces:view") == (
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/kubespaces%3Aview"
    )
    assert ROLES.api_version == "rbac.authorization.k8s.io/v1"


def test_creation_may_not_be_repeated_unless_it_is_a_dry_run() -> None:
    assert not calls.create(PODS, POD).repeatable
    dry = calls.create(PODS, POD, manager="me", dry_run=True)
    assert dry.repeatable
    assert dry.params == {"fieldManager": "me", "dryRun": "All"}
    assert dry.path == "/api/v1/namespaces/shop/pods"


def test_apply_names_the_object_and_the_manager() -> None:
    call = calls.apply(PODS, POD, manager="me", force=True)
    assert (call.method, call.path) == ("PATCH", "/api/v1/namespaces/shop/pods/a")
    assert call.content_type == "application/apply-patch+yaml"
    assert call.params == {"fieldManager": "me", "force": "true"}


def test_a_replacement_may_be_repeated_if_it_would_notice_a_change() -> None:
    assert not calls.replace(PODS, POD).repeatable
    versioned = {**POD, "metadata": {"name": "a", "resourceVersion": "1"}}
    assert calls.replace(PODS, versioned).repeatable


def test_lists_come_in_pages() -> None:
    assert calls.list_(PODS, labels="a=b", after="x").params == {
        "limit": "500",
        "labelSelector": "a=b",
        "continue": "x",
    }


def test_deletion_says_what_happens_to_dependents() -> None:
    assert calls.delete(PODS, "a", "shop", propagation="Orphan").body["propagationPolicy"] == "Orphan"


def test_impersonation_repeats_the_group_header() -> None:
    acting = Impersonation("dev", groups=("a", "b"), uid="7", extra={"scopes": ("x", "y")})
    assert acting.headers() == [
        ("Impersonate-User", "dev"),
        ("Impersonate-Group", "a"),
        ("Impersonate-Group", "b"),
        ("Impersonate-Uid", "7"),
        ("Impersonate-Extra-scopes", "x"),
        ("Impersonate-Extra-scopes", "y"),
    ]
