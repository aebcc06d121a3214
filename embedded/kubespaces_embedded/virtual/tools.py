"""The tools of virtual clusters, got in the background when the first one is there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kubespaces_embedded.toolbox import Tool, ToolError, find, require_all

NAMES = ("vcluster-syncer", "kine", "kwok", "kube-scheduler", "kube-apiserver", "kube-controller-manager")


class Workshop:
    """Gets the tools without keeping anybody waiting."""

    def __init__(self) -> None:
        self.problem = ""
        """Why they are not there yet, in a sentence."""
        self._tools: dict[str, Tool] = {}
        self._thread: threading.Thread | None = None

    def tools(self) -> dict[str, Tool] | None:
        """Return them, or None as long as some are missing; asking has them fetched or built."""
        if self._tools:
            return self._tools
        if self._thread is None:
            found = {name: find(name) for name in NAMES}
            if all(found.values()):
                self._tools = {name: tool for name, tool in found.items() if tool}
                return self._tools
            self.problem = "its tools are fetched or built; this takes minutes, once"
            self._thread = threading.Thread(target=self._get, daemon=True)
            self._thread.start()
        return None

    def _get(self) -> None:
        try:
            self._tools = require_all(NAMES, progress=_Teller(self))
        except ToolError as error:
            self.problem = str(error)  # until the next start: nothing would be different a second later


class _Teller:
    """Puts the progress where the pods' status and `kubespaces local status` show it."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def say(self, message: str) -> None:
        self._workshop.problem = message

    def warn(self, message: str) -> None:
        self._workshop.problem = message

    @contextmanager
    def task(self, title: str) -> "Iterator[_Teller]":
        self._workshop.problem = title
        yield self

    def update(self, detail: str) -> None:
        """Leave the details out: a status that changes every second helps nobody."""
