"""Programs, component plugins and policy packs run by the language host with the real engine."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from engine_support import Run, program

pytestmark = pytest.mark.engine


def test_configuration_secrets_and_outputs(run: Run, home: Path) -> None:
    program(
        home,
        """
        import pulumi, sys
        config = pulumi.Config()
        pulumi.export("greeting", config.require("greeting"))
        pulumi.export("password", config.require_secret("password"))
        pulumi.export("where", [pulumi.get_project(), pulumi.get_stack(), sys.argv[1:]])
        """,
    )
    run("config", "set", "greeting", "hello")
    run("config", "set", "--secret", "password", "hunter2")

    run("up", "--yes", "--skip-preview")

    hidden = json.loads(run("stack", "output", "--json").stdout)
    assert hidden == {"greeting": "hello", "password": "[secret]", "where": ["shop", "dev", []]}
    assert json.loads(run("stack", "output", "--json", "--show-secrets").stdout)["password"] == "hunter2"
    state = (home / "state" / "stacks" / ".pulumi" / "stacks" / "shop" / "dev.json").read_text("utf-8")
    assert "hello" in state
    assert "hunter2" not in state
    run("up", "--yes", "--skip-preview", "--expect-no-changes")


def test_an_exception_is_shown_from_the_users_code_on(run: Run, home: Path) -> None:
    program(home, "import helper\nhelper.look({})\n", helper="def look(found):\n    return found['missing']\n")

    shown = run("preview", expect=1).stdout

    assert "KeyError: 'missing'" in shown
    assert f'File "{home}/helper.py", line 2, in look' in shown
    assert "program.py" not in shown
    assert "runpy" not in shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import sys; sys.exit(3)", "The Python program exited with code 3"),
        ("import pulumi; raise pulumi.RunError('quota: 110 %')", "error: quota: 110 %"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "The Python program was ended by SIGKILL"),
        ("from nowhere import nothing", "ModuleNotFoundError: No module named 'nowhere'"),
    ],
)
def test_ways_to_fail(run: Run, home: Path, text: str, message: str) -> None:
    program(home, text)

    shown = run("preview", expect=1).stdout

    assert message in shown
    assert ("Traceback" in shown) == ("Module" in message)


def test_a_folder_without_a_program(run: Run, home: Path) -> None:
    program(home, "")
    (home / "__main__.py").unlink()

    assert f"No Python program: {home} has no __main__.py" in run("preview", expect=1).stdout


def test_a_virtualenv_that_is_not_there(run: Run, home: Path) -> None:
    program(home, "", options="virtualenv: .venv")

    result = run("preview", expect=1)

    assert "virtualenv: .venv:" in result.stdout + result.stderr


def test_a_failed_resource_is_named_and_the_others_are_kept(run: Run, home: Path) -> None:
    program(
        home,
        """
        from pulumi.dynamic import CreateResult, Resource, ResourceProvider

        class Provider(ResourceProvider):
            def create(self, props):
                if props["name"] == "bad":
                    raise ValueError("the cloud says no")
                return CreateResult(props["name"], props)

        class Thing(Resource):
            def __init__(self, name):
                super().__init__(Provider(), name, {"name": name})

        Thing("good")
        Thing("bad")
        """,
    )

    shown = run("up", "--yes", "--skip-preview", expect=1).stdout

    assert "the cloud says no" in shown
    assert "Traceback" not in shown
    resources = json.loads(run("stack", "export").stdout)["deployment"]["resources"]
    assert [entry["urn"].split("::")[-1] for entry in resources if entry.get("id")][-1] == "good"


@pytest.fixture
def components(home: Path) -> Path:
    folder = home / "components"
    folder.mkdir()
    (folder / "PulumiPlugin.yaml").write_text("runtime: python\n", "utf-8")
    (folder / "requirements.txt").write_text("pulumi>=3\n", "utf-8")
    (folder / "__main__.py").write_text(
        dedent("""
        from typing import NotRequired, TypedDict
        import pulumi
        from pulumi.provider.experimental import component_provider_host

        class GreetingArgs(TypedDict):
            whom: pulumi.Input[str]
            \"\"\"Whom to greet.\"\"\"
            loud: NotRequired[pulumi.Input[bool]]

        class Greeting(pulumi.ComponentResource):
            text: pulumi.Output[str]
            def __init__(self, name: str, args: GreetingArgs, opts: pulumi.ResourceOptions | None = None):
                super().__init__("greeter:index:Greeting", name, {}, opts)
                self.text = pulumi.Output.concat("hello ", args["whom"])
                self.register_outputs({"text": self.text})

        component_provider_host([Greeting], "greeter")
        """),
        "utf-8",
    )
    return folder


def test_the_schema_of_a_component_plugin(run: Run, home: Path, components: Path) -> None:
    program(home, "")

    schema = json.loads(run("package", "get-schema", str(components)).stdout)

    greeting = schema["resources"]["greeter:index:Greeting"]
    assert greeting["isComponent"]
    assert greeting["requiredInputs"] == ["whom"]
    assert greeting["inputProperties"]["whom"]["description"] == "Whom to greet."
    assert not (components / "venv").exists(), "its requirements are met by the environment of Kubespaces"


def test_a_component_plugin_used_by_another_program(run: Run, home: Path, components: Path) -> None:
    program(
        home,
        """
        import pulumi

        class Greeting(pulumi.ComponentResource):
            text: pulumi.Output[str]

        inputs = {"whom": "world", "text": None}
        greeting = Greeting("greeter:index:Greeting", "g", inputs, remote=True)
        pulumi.export("text", greeting.text)
        """,
    )
    with (home / "Pulumi.yaml").open("a", encoding="utf-8") as file:
        file.write(f"plugins: {{providers: [{{name: greeter, path: {components}}}]}}\n")

    run("up", "--yes", "--skip-preview")

    assert json.loads(run("stack", "output", "--json").stdout) == {"text": "hello world"}


def test_what_the_stand_in_cannot_do_is_said(run: Run, home: Path, components: Path) -> None:
    program(home, "")

    result = run("package", "gen-sdk", str(components), "--language", "python", "--out", str(home / "sdk"), expect=1)

    assert "stand-in for pulumi-language-python cannot generate SDKs" in result.stdout + result.stderr


@pytest.fixture
def policies(home: Path) -> Path:
    folder = home / "policies"
    folder.mkdir()
    (folder / "PulumiPolicy.yaml").write_text("runtime: python\n", "utf-8")
    (folder / "__main__.py").write_text(
        dedent("""
        from limit import LIMIT
        from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

        def too_big(args, report):
            if args.resource_type == "shop:index:Thing" and args.props["size"] > LIMIT:
                report(f"{args.name} is bigger than {LIMIT}")

        def odd(args, report):
            if args.resource_type == "shop:index:Thing" and args.props["size"] % 2:
                report(f"{args.name} is odd")

        PolicyPack("sizes", policies=[
            ResourceValidationPolicy("size", "Things are small.", too_big, EnforcementLevel.MANDATORY),
            ResourceValidationPolicy("even", "Things are even.", odd, EnforcementLevel.ADVISORY),
        ])
        """),
        "utf-8",
    )
    (folder / "limit.py").write_text("LIMIT = 3\n", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("size", "code", "message"), [(5, 1, "thing is bigger than 3"), (1, 0, "thing is odd"), (2, 0, "")]
)
def test_a_policy_pack(run: Run, home: Path, policies: Path, size: int, code: int, message: str) -> None:
    program(home, f"import pulumi\npulumi.ComponentResource('shop:index:Thing', 'thing', {{'size': {size}}})\n")

    shown = run("preview", "--policy-pack", str(policies), expect=code).stdout

    assert "sizes" in shown
    assert message in shown
    assert ("thing is" in shown) == bool(message)
