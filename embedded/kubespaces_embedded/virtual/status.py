"""A control plane's pod as its kubelet would describe it."""

import hashlib
from datetime import UTC, datetime

from .host import Object
from .instance import Instance, Phase

NODE_ADDRESS = "127.0.0.1"


def waiting(pod: Object, message: str) -> Object:
    """Return the status of a pod that cannot start yet, with the reason that ``kubectl describe`` shows."""
    state = {"waiting": {"reason": "ContainerCreating", "message": message}}
    return {
        "phase": "Pending",
        "conditions": [_condition(pod, kind, ready=False, message=message) for kind in ("Ready", "ContainersReady")],
        "containerStatuses": [_container(one, state, ready=False, restarts=0) for one in pod["spec"]["containers"]],
    }


def running(pod: Object, instance: Instance) -> Object:
    """Return the status of a pod whose process was started."""
    ready = instance.phase is Phase.READY
    started = instance.started_at.strftime("%Y-%m-%dT%H:%M:%SZ") if instance.started_at else _now()
    state: Object = {"running": {"startedAt": started}}
    if instance.phase is Phase.STOPPED:
        state = {"waiting": {"reason": "CrashLoopBackOff", "message": instance.problem}}
    message = "" if ready else instance.problem
    done = {"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": started, "finishedAt": started}}
    kinds = {"Initialized": True, "ContainersReady": ready, "Ready": ready}
    return {
        "phase": "Running",
        "startTime": started,
        "podIP": address(pod),
        "podIPs": [{"ip": address(pod)}],
        "conditions": [_condition(pod, kind, ready=value, message=message) for kind, value in kinds.items()],
        "initContainerStatuses": [
            _container(one, done, ready=True, restarts=0) for one in pod["spec"].get("initContainers") or ()
        ],
        "containerStatuses": [
            _container(one, state, ready=ready, restarts=instance.restarts) for one in pod["spec"]["containers"]
        ],
    }


def address(pod: Object) -> str:
    """Return an address that looks like a pod's and that nobody has: it is only written down.

    From 198.18.0.0/15, which is never routed (RFC 2544); another one for each pod.
    """
    digest = hashlib.sha256(pod["metadata"]["uid"].encode()).digest()
    return f"198.18.{digest[0]}.{digest[1] or 1}"


def _container(container: Object, state: Object, *, ready: bool, restarts: int) -> Object:
    return {
        "name": container["name"],
        "image": container["image"],
        "imageID": "",  # nothing was pulled
        "ready": ready,
        "started": "running" in state,
        "restartCount": restarts,
        "state": state,
    }


def _condition(pod: Object, kind: str, *, ready: bool, message: str) -> Object:
    value = str(ready)
    before: Object = next(
        (one for one in (pod.get("status") or {}).get("conditions") or () if one["type"] == kind),
        {},
    )
    since = before.get("lastTransitionTime") if before.get("status") == value else None
    found = {"type": kind, "status": value, "lastTransitionTime": since or _now()}
    return found | {"reason": "" if ready else "ContainersNotReady", "message": message}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
