"""Runs one Pulumi program inside the interpreter that belongs to it.

The language host starts this file by its path, so it works in virtual environments where Kubespaces is not
installed; it may import nothing but the standard library and the Pulumi SDK. Exit codes: 0 done, 32 failed
and the user has been told why, 130 interrupted, others are the program's own.
"""

import argparse
import asyncio
import concurrent.futures
import logging
import os
import runpy
import sys
import traceback
from pathlib import Path
from types import TracebackType

TOLD_THE_USER = 32
INTERRUPTED = 130
ENGINE_STOPPED = "resource monitor shut down"
"""What the SDK raises where the engine has ended the run, and has said why."""
THREADS_PER_OPERATION = 4
"""As with the official host: every resource operation the engine runs at once may block that many threads."""


def main() -> int:
    """Connect to the engine, run the program and return the exit code."""
    options = _parse()
    # Python put the folder of this file first; its modules must not hide the program's.
    sys.path.pop(0)
    try:
        import pulumi  # noqa: PLC0415 - the program's interpreter may lack it, which is the user's to mend
    except ImportError as error:
        print(  # noqa: T201 - there is no Pulumi SDK to log with
            f"{sys.executable} cannot import the Pulumi SDK ({error}). "
            "Install the program's requirements, for example with `pulumi install`.",
            file=sys.stderr,
        )
        return 1
    program = Path(options.program).absolute()
    if program.is_dir() and not (program / "__main__.py").is_file():
        _configure(options)
        pulumi.log.error(f"No Python program: {program} has no __main__.py")
        return TOLD_THE_USER
    return _run(program, options)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("monitor", "engine", "project", "stack", "organization", "root_directory"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--parallel", type=int, default=1)
    parser.add_argument("--dry_run", action="store_true")
    parser.add_argument("program")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser.parse_args()


def _configure(options: argparse.Namespace) -> None:
    from pulumi import runtime  # noqa: PLC0415 - see main

    runtime.set_all_config(runtime.get_config_env(), runtime.get_config_secret_keys_env())
    runtime.configure(
        runtime.Settings(
            project=options.project,
            stack=options.stack,
            monitor=options.monitor,
            engine=options.engine,
            parallel=options.parallel,
            dry_run=options.dry_run,
            organization=options.organization,
            root_directory=options.root_directory,
        )
    )


def _run(program: Path, options: argparse.Namespace) -> int:
    import pulumi  # noqa: PLC0415 - see main

    # The loop comes first: the SDK's settings may look for one.
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    threads = max(options.parallel, 1) * THREADS_PER_OPERATION
    executor = concurrent.futures.ThreadPoolExecutor(max_workers=threads)
    loop.set_default_executor(executor)
    # A failed resource leaves outputs nobody waits for; asyncio would complain about each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    _configure(options)
    sys.argv = [options.program, *options.arguments]

    def program_body() -> None:
        try:
            # Absolute, so that modules imported after a change of directory are found.
            runpy.run_path(str(program), run_name="__main__")
        except KeyboardInterrupt:
            # Not left to the SDK, which would wait for an engine that waits for this program.
            _leave(INTERRUPTED)

    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(program_body))
    except KeyboardInterrupt:
        _leave(INTERRUPTED)
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return TOLD_THE_USER
    except Exception as error:  # noqa: BLE001 - whatever a program raises is shown to its author
        if ENGINE_STOPPED in str(error):
            return TOLD_THE_USER
        pulumi.log.error("Program failed with an unhandled exception:\n" + _readable(error, program))
        return TOLD_THE_USER
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
    return 0


def _readable(error: BaseException, program: Path) -> str:
    """Return the traceback from the first line of the user's own program on, without what started it."""
    folder = program if program.is_dir() else program.parent

    def is_users(frame: TracebackType) -> bool:
        file = Path(frame.tb_frame.f_code.co_filename)
        return file.is_file() and folder in file.absolute().parents and "site-packages" not in file.parts

    frames = error.__traceback__
    while frames is not None and not is_users(frames):
        frames = frames.tb_next
    shown = frames if frames is not None else error.__traceback__
    return "".join(traceback.format_exception(type(error), error, shown))


def _leave(code: int) -> None:
    """End at once: threads may still wait for answers of an engine that is shutting down."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
