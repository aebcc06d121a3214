"""Reads a kubeconfig: which API server, which login, which namespace.

Why not lightkube's reader: it costs 100 ms to import (it loads every Kubernetes model), refuses exec plugins
that speak ``client.authentication.k8s.io/v1``, and drops ``as``, ``proxy-url`` and ``tls-server-name``.
Format: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kubespaces.kube.errors import KubeconfigError

Document = Mapping[str, Any]

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where a pod finds its own login (Kubernetes documentation, "Accessing the Kubernetes API from a Pod")."""


@dataclass(frozen=True, slots=True)
class Access:
    """One way into one API server.

    ``cluster`` and ``user`` are the kubeconfig's entries, with paths already absolute; ``namespace`` is what
    the context names, by default ``default``. ``user`` is kept out of ``repr`` because it holds credentials.
    """

    context: str
    server: str
    namespace: str
    cluster: Document
    user: Document = field(repr=False)
    user_name: str = ""


def load(kubeconfig: str | Path | None = None, context: str | None = None, cluster: str | None = None) -> Access:
    """Return the access that a kubeconfig describes.

    ``kubeconfig`` is a path or the content itself (YAML or JSON); ``None`` means the files of ``KUBECONFIG``,
    then ``~/.kube/config``, then the pod's service account. ``context`` and ``cluster`` override what the
    file selects.
    Raises :class:`KubeconfigError`.
    """
    if kubeconfig is None or not str(kubeconfig).strip():
        return _ambient(context, cluster)
    document, source = parse(kubeconfig)
    return select(document, source, context, cluster)


def parse(kubeconfig: str | Path) -> tuple[Document, str]:
    """Return a kubeconfig's content, with absolute paths, and how to call it in messages."""
    text = str(kubeconfig)
    if isinstance(kubeconfig, Path) or _is_path(text):
        path = Path(text).expanduser()
        try:
            content = path.read_text(encoding="utf-8")
        except OSError as error:
            raise KubeconfigError(f"kubeconfig {path}: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise KubeconfigError(f"kubeconfig {path}: not a text file") from None
        return _absolute(_decode(content, str(path)), path.parent), str(path)
    return _decode(text, "given as text"), "given as text"


def select(document: Document, source: str, context: str | None = None, cluster: str | None = None) -> Access:
    """Return the access behind ``context``, or behind the current context of the document."""
    contexts = _entries(document, "contexts", "context")
    name = context or str(document.get("current-context") or "")
    if not name:
        raise KubeconfigError(f"kubeconfig {source}: no current-context; name one of {_names(contexts)}")
    if name not in contexts:
        raise KubeconfigError(f"kubeconfig {source}: no context {name!r}; there is {_names(contexts)}")
    chosen = contexts[name]
    clusters = _entries(document, "clusters", "cluster")
    users = _entries(document, "users", "user")
    cluster_name = cluster or str(chosen.get("cluster") or "")
    user_name = str(chosen.get("user") or "")
    if cluster_name not in clusters:
        raise KubeconfigError(f"kubeconfig {source}: no cluster {cluster_name!r}; there is {_names(clusters)}")
    if user_name and user_name not in users:
        raise KubeconfigError(f"kubeconfig {source}: no user {user_name!r}; there is {_names(users)}")
    server = str(clusters[cluster_name].get("server") or "")
    if not server.startswith(("https://", "http://")):
        raise KubeconfigError(
            f"kubeconfig {source}: cluster {cluster_name!r}: server {server!r} is no https:// address"
        )
    return Access(
        context=name,
        server=server.rstrip("/"),
        namespace=str(chosen.get("namespace") or "default"),
        cluster=clusters[cluster_name],
        user=users.get(user_name, {}),
        user_name=user_name,
    )


def _ambient(context: str | None, cluster: str | None) -> Access:
    named = [Path(part) for part in os.environ.get("KUBECONFIG", "").split(os.pathsep) if part]
    files = [path for path in named or [Path("~/.kube/config").expanduser()] if path.is_file()]
    if files:
        documents = [parse(path)[0] for path in files]
        return select(_merge(documents), os.pathsep.join(map(str, files)), context, cluster)
    host = os.environ.get("KUBERNETES_SERVICE_HOST")
    if host and (SERVICE_ACCOUNT / "token").is_file():
        return _service_account(host)
    searched = ", ".join(map(str, named)) if named else "~/.kube/config"
    raise KubeconfigError(f"no kubeconfig: looked at {searched}; name one, or set KUBECONFIG")


def _service_account(host: str) -> Access:
    address = f"[{host}]" if ":" in host else host
    server = f"https://{address}:{os.environ.get('KUBERNETES_SERVICE_PORT', '443')}"
    namespace = SERVICE_ACCOUNT / "namespace"
    return Access(
        context="in-cluster",
        server=server,
        namespace=namespace.read_text().strip() if namespace.is_file() else "default",
        cluster={"server": server, "certificate-authority": str(SERVICE_ACCOUNT / "ca.crt")},
        user={"tokenFile": str(SERVICE_ACCOUNT / "token")},
        user_name="service account",
    )


def _is_path(text: str) -> bool:
    return "\n" not in text and not text.lstrip().startswith("{")


def _decode(text: str, source: str) -> Document:
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except ValueError as error:
        # The parser's own message would quote the text, and with it credentials.
        position = getattr(error, "problem_mark", None)
        line = f" in line {position.line + 1}" if position else ""
        raise KubeconfigError(f"kubeconfig {source}: neither YAML nor JSON{line}") from None
    if not isinstance(document, dict) or not document.get("clusters"):
        raise KubeconfigError(f"kubeconfig {source}: not a kubeconfig (it names no clusters)")
    return document


def _yaml(text: str) -> Any:
    import yaml  # noqa: PLC0415 - 12 ms that a kubeconfig in JSON does not need

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        wrapped = ValueError("not YAML")
        wrapped.problem_mark = getattr(error, "problem_mark", None)  # type: ignore[attr-defined] # for _decode
        raise wrapped from None


def _entries(document: Document, key: str, inner: str) -> dict[str, Document]:
    """Return the named entries of a list; of two with one name the first wins, as in kubectl."""
    found: dict[str, Document] = {}
    for entry in document.get(key) or ():
        if isinstance(entry, dict) and entry.get("name"):
            found.setdefault(str(entry["name"]), entry.get(inner) or {})
    return found


def _names(entries: Mapping[str, Document]) -> str:
    return ", ".join(sorted(entries)) or "none"


def _merge(documents: list[Document]) -> Document:
    merged: dict[str, Any] = {"clusters": [], "users": [], "contexts": []}
    for document in documents:
        merged.setdefault("current-context", document.get("current-context"))
        if not merged["current-context"]:
            merged["current-context"] = document.get("current-context")
        for key in ("clusters", "users", "contexts"):
            merged[key] += document.get(key) or []
    return merged


_PATHS = {
    "clusters": ("cluster", ("certificate-authority",)),
    "users": ("user", ("client-certificate", "client-key", "tokenFile")),
}


def _absolute(document: Document, folder: Path) -> Document:
    """Resolve relative paths against the kubeconfig's folder, as the format asks."""
    resolved = dict(document)
    for key, (inner, fields) in _PATHS.items():
        entries = []
        for entry in document.get(key) or ():
            values = dict((entry or {}).get(inner) or {})
            for name in fields:
                if values.get(name):
                    values[name] = str(folder / Path(str(values[name])).expanduser())
            program = values.get("exec")
            if isinstance(program, dict) and "/" in str(program.get("command") or ""):
                values["exec"] = {**program, "command": str(folder / Path(str(program["command"])))}
            entries.append({**entry, inner: values})
        resolved[key] = entries
    return resolved
