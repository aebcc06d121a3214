import pytest

from kubespaces.kube import ApiError
from kubespaces.verify import gates
from kubespaces.verify.judge import ALLOWED, NOT_AUTHORIZED, Expected, Outcome, judge, refused
from kubespaces.verify.line import Verdict
from tests.unit.verify.fakes import FORBIDDEN, status

ESCALATION = status(403, 'rolebindings "x" is forbidden: user "a" (groups=["b"]) is attempting to grant RBAC '
                         "permissions not currently held:\n{APIGroups:[*]}")  # fmt: skip
POD_SECURITY = status(403, 'pods "x" is forbidden: violates PodSecurity "baseline:v1.34": privileged')
QUOTA = status(403, 'pods "x" is forbidden: exceeded quota: kubespaces, requested: cpu=9, used: 0, limited: 4')
MUST_SPECIFY = status(403, 'pods "x" is forbidden: failed quota: kubespaces: must specify limits.cpu for: main')
UNCOUNTED = status(403, 'pods "x" is forbidden: status unknown for quota: kubespaces, resources: pods')
LIMITS = status(403, 'pods "x" is forbidden: maximum cpu usage per Container is 4, but limit is 5')
CLAIM = status(403, 'persistentvolumeclaims "x" is forbidden: maximum storage usage per PersistentVolumeClaim is 1Gi')
SELECTOR = status(
    403, 'pods "x" is forbidden: pod node label selector conflicts with its namespace node label selector'
)
CLASS = status(403, 'pods "x" is forbidden: pod rejected: RuntimeClass "gvisor" not found')
RAIL = status(403, "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'kubespaces-sandbox' with binding "
                   "'kubespaces-sandbox' denied request: this environment is sandboxed")  # fmt: skip
OLD_RAIL = status(422, "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'kubespaces-sandbox' with binding "
                       "'kubespaces-sandbox' denied request: no", "Invalid")  # fmt: skip
OTHERS = status(
    403, "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'registries' with binding 'b' denied request: no"
)
WEBHOOK = status(403, 'admission webhook "validate.kyverno.svc-fail" denied the request: no')
INVALID = status(422, 'Pod "x" is invalid: spec.containers: Required value', "Invalid")
NOT_FOUND = status(404, 'pods "x" not found', "NotFound")
EXISTS = status(409, 'configmaps "x" already exists', "AlreadyExists")
CONFLICT = status(409, "the object has been modified", "Conflict")
BROKEN = status(500, "etcd is not there", "InternalError")


def test_what_a_rail_lets_pass_is_no_surprise_while_rails_only_audit() -> None:
    by_rail = refused(gates.rail("images"), gates.QUOTA)
    assert judge(by_rail, Outcome(body={}))[0] is Verdict.SURPRISE
    verdict, got = judge(by_rail, Outcome(body={}), auditing=True)
    assert (verdict, got) == (Verdict.NOT_TRIED, "allowed; the guard rails only audit")
    assert judge(NOT_AUTHORIZED, Outcome(body={}), auditing=True)[0] is Verdict.SURPRISE
    assert judge(by_rail, Outcome(error=QUOTA), auditing=True)[0] is Verdict.AS_EXPECTED
    assert judge(by_rail, Outcome(error=CONFLICT), auditing=True)[0] is Verdict.NOT_TRIED


@pytest.mark.parametrize(
    ("error", "gate"),
    [
        (FORBIDDEN, gates.AUTHORIZATION),
        (ESCALATION, gates.ESCALATION),
        (POD_SECURITY, gates.POD_SECURITY),
        (QUOTA, gates.QUOTA),
        (MUST_SPECIFY, gates.QUOTA),
        (UNCOUNTED, gates.UNCOUNTED),
        (LIMITS, gates.LIMITS),
        (CLAIM, gates.LIMITS),
        (SELECTOR, gates.NODE_SELECTOR),
        (CLASS, gates.CLASS),
        (RAIL, "guard rail sandbox"),
        (OLD_RAIL, "guard rail sandbox"),
        (OTHERS, gates.OTHER_POLICY),
        (WEBHOOK, gates.WEBHOOK),
        (INVALID, gates.UNKNOWN),
        (NOT_FOUND, gates.UNKNOWN),
    ],
)
def test_the_gate_that_refused_is_known_by_its_words(error: ApiError, gate: str) -> None:
    assert gates.gate_of(error) == gate


BY_POD_SECURITY = refused(gates.POD_SECURITY)
OK, SURPRISE, UNDECIDED, NOT_TRIED = (
    Verdict.AS_EXPECTED, Verdict.SURPRISE, Verdict.UNDECIDED, Verdict.NOT_TRIED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "error", "verdict"),
    [
        # What must be refused by authorization: whoever gets further has the right.
        (NOT_AUTHORIZED, FORBIDDEN, OK),
        (NOT_AUTHORIZED, None, SURPRISE),
        (NOT_AUTHORIZED, NOT_FOUND, SURPRISE),
        (NOT_AUTHORIZED, CONFLICT, SURPRISE),
        (NOT_AUTHORIZED, EXISTS, SURPRISE),
        (NOT_AUTHORIZED, INVALID, SURPRISE),
        (NOT_AUTHORIZED, BROKEN, UNDECIDED),
        (NOT_AUTHORIZED, POD_SECURITY, UNDECIDED),
        (NOT_AUTHORIZED, WEBHOOK, OK),
        # What must be refused by one control: another refusal does not prove that control.
        (BY_POD_SECURITY, POD_SECURITY, OK),
        (BY_POD_SECURITY, None, SURPRISE),
        (BY_POD_SECURITY, FORBIDDEN, UNDECIDED),
        (BY_POD_SECURITY, QUOTA, UNDECIDED),
        (BY_POD_SECURITY, RAIL, UNDECIDED),
        (BY_POD_SECURITY, OTHERS, OK),
        (BY_POD_SECURITY, INVALID, UNDECIDED),
        (BY_POD_SECURITY, NOT_FOUND, UNDECIDED),
        (BY_POD_SECURITY, CONFLICT, UNDECIDED),
        # Names are looked at last: everything else has let it pass.
        (BY_POD_SECURITY, EXISTS, SURPRISE),
        (refused(gates.QUOTA, gates.LIMITS), LIMITS, OK),
        (refused(gates.QUOTA), UNCOUNTED, UNDECIDED),
        (refused(gates.rail("sandbox")), OLD_RAIL, OK),
        # What must succeed.
        (ALLOWED, None, OK),
        (ALLOWED, EXISTS, OK),
        (ALLOWED, FORBIDDEN, SURPRISE),
        (ALLOWED, POD_SECURITY, SURPRISE),
        (ALLOWED, CLASS, SURPRISE),
        (ALLOWED, WEBHOOK, SURPRISE),
        (ALLOWED, QUOTA, NOT_TRIED),
        (ALLOWED, UNCOUNTED, UNDECIDED),
        (ALLOWED, INVALID, UNDECIDED),
        (ALLOWED, NOT_FOUND, UNDECIDED),
    ],
)
def test_the_verdict(expected: Expected, error: ApiError | None, verdict: Verdict) -> None:
    found, got = judge(expected, Outcome(error=error))
    assert found is verdict, got


def test_what_the_api_server_puts_right_is_fine() -> None:
    expected = refused(gates.rail("dedicated-nodes"), put_right=lambda pod: pod["fixed"])
    assert judge(expected, Outcome(body={"fixed": True}))[0] is Verdict.AS_EXPECTED
    assert judge(expected, Outcome(body={"fixed": False}))[0] is Verdict.SURPRISE
    assert str(expected) == "refused by guard rail dedicated-nodes or put right"


def test_what_came_is_told_by_its_reason() -> None:
    assert judge(BY_POD_SECURITY, Outcome(error=POD_SECURITY))[1] == (
        'refused by Pod Security: violates PodSecurity "baseline:v1.34": privileged'
    )
    assert judge(ALLOWED, Outcome(error=RAIL))[1] == "refused by guard rail sandbox: this environment is sandboxed"
    long = judge(ALLOWED, Outcome(error=status(403, "x is forbidden: " + "y" * 1000)))[1]
    assert len(long) < 250


def test_only_good_verdicts_let_a_run_end_well() -> None:
    assert [verdict for verdict in Verdict if not verdict.is_good] == [Verdict.SURPRISE, Verdict.UNDECIDED]
