"""Serves dynamic providers with the SDK's own module, and ends with the engine.

Started by its path, like program.py, in the interpreter of the program: standard library and Pulumi SDK only.
"""

import os
import runpy
import sys
import threading


def end_with_engine() -> None:
    """Wait until the engine is gone, however it ended, and leave: our standard input then ends too."""
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    # As if started with -m: the modules of the program, in the current folder, can be imported.
    sys.path[0] = os.getcwd()  # noqa: PTH109 - a path for Python, not one to work with
    threading.Thread(target=end_with_engine, daemon=True).start()
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)
