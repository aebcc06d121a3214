"""The command line ``kubespaces``: thin, every command in a module of its own."""

import sys

import typer

from kubespaces.errors import KubespacesError

from . import (
    bundle,
    compliance,
    doctor,
    drift,
    env,
    kubeconfig,
    local,
    offline,
    policies,
    review,
    schema,
    stack,
    validate,
    verify,
)

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the number of SIGINT."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.callback()
def _kubespaces() -> None:
    """Namespaces as a service: tenants as data, walled off and proven, on any Kubernetes."""


app.command("up")(stack.up)
app.command("preview")(offline.preview)
app.command("destroy")(stack.destroy)
app.command("validate")(validate.validate)
app.command("schema")(schema.schema)
app.command("verify")(verify.verify)
app.command("review")(review.review)
app.command("drift")(drift.drift)
app.add_typer(policies.app, name="policies")
app.command("compliance")(compliance.compliance)
app.command("kubeconfig")(kubeconfig.kubeconfig)
app.add_typer(local.app, name="local")
app.command("bundle")(bundle.bundle)
app.command("doctor")(doctor.doctor)
app.command("env")(env.env)


def main() -> None:
    """Run the command line; a user's mistake ends in one sentence and exit code 1, never in a stack trace."""
    try:
        app()
    except KubespacesError as error:
        typer.secho(f"error: {error}", err=True, fg="red")
        sys.exit(1)
    except KeyboardInterrupt:
        typer.secho("interrupted; run the same command again to go on", err=True)
        sys.exit(INTERRUPTED)
