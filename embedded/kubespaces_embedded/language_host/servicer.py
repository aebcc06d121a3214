"""The gRPC service ``pulumirpc.LanguageRuntime`` for Python.

Meaning of the messages: ``pulumi/language.proto`` of the Pulumi SDK.
"""

import base64
import importlib.metadata
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import grpc  # type: ignore[import-untyped] # has no stubs
from google.protobuf import empty_pb2  # type: ignore[import-untyped] # has no stubs
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from . import commands, dependencies, interpreter, output, packages
from .children import ChildError, Children, describe_exit, inherited_environment
from .program import INTERRUPTED, TOLD_THE_USER

# ruff: noqa: N802, ARG002 - the methods and their parameters are the protocol's

NO_DOWNLOADS = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"
TRUTHY = ("1", "true")
"""What the engine takes for a set switch, in any case."""


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs what one engine asks for."""

    def __init__(self, engine: str, children: Children) -> None:
        self._engine = engine
        self._children = children

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        """Learn the engine's address, when the engine attaches to a host that runs already."""
        self._engine = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Return the version of the Pulumi SDK, which is the protocol's."""
        return plugin_pb2.PluginInfo(version=importlib.metadata.version("pulumi"))

    def Run(self, request: language_pb2.RunRequest, context: grpc.ServicerContext) -> language_pb2.RunResponse:
        """Run a Pulumi program to its end. Its output goes to the engine through the host's own."""
        options = commands.options_of(request.info)
        if request.attach_debugger:
            _unsupported(context, "start a debugger")
        try:
            python = interpreter.of_program(options, Path(request.info.root_directory))
            environment = commands.program_environment(request, python.environment(inherited_environment()))
            command = commands.program_command(request, python, self._engine)
            child = self._children.start(command, cwd=request.pwd, env=environment)
        except (interpreter.InterpreterError, ChildError) as error:
            return language_pb2.RunResponse(error=str(error))
        context.add_callback(child.end_soon)
        code = self._children.wait(child)
        if code == 0:
            return language_pb2.RunResponse()
        if child.cancelled or code in (TOLD_THE_USER, INTERRUPTED):
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=f"The Python program {describe_exit(code)}")

    def RunPlugin(
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        """Run a component plugin or policy pack and stream its output, until the engine hangs up."""
        folder = Path(request.info.program_directory)
        if request.attach_debugger:
            _unsupported(context, "start a debugger")
        try:
            options = commands.options_of(request.info)
            python = interpreter.of_plugin(options, Path(request.info.root_directory))
            child = self._children.start(
                commands.plugin_command(request, python),
                cwd=folder if request.kind == commands.POLICY_PACK else request.pwd,
                env=commands.plugin_environment(request, python),
                capture=True,
            )
        except (interpreter.InterpreterError, ChildError) as error:
            _fail(context, grpc.StatusCode.FAILED_PRECONDITION, str(error))
        context.add_callback(child.end_soon)
        for stream, data in output.pieces(child.process):
            yield _written(stream, data)
        yield language_pb2.RunPluginResponse(exitcode=self._children.wait(child))

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        """Return the provider plugins of the Pulumi packages that the program could import.

        The engine asks in order to download what is missing. Where that is switched off the answer is empty:
        some of its commands try nevertheless, and a plugin that the program does use is looked up later anyway.
        """
        python = self._interpreter(request.info, context)
        if os.environ.get(NO_DOWNLOADS, "").lower() in TRUTHY:
            return language_pb2.GetRequiredPackagesResponse()
        found = packages.required_packages(python.site_packages())
        return language_pb2.GetRequiredPackagesResponse(packages=[_dependency(package) for package in found])

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Install what a requirements.txt asks for, unless it is there already."""
        folder = Path(request.info.program_directory)
        try:
            for line in dependencies.install(
                self._children, commands.options_of(request.info), folder, is_plugin=request.is_plugin
            ):
                yield language_pb2.InstallDependenciesResponse(stdout=f"{line}\n".encode())
        except (dependencies.InstallError, interpreter.InterpreterError, ChildError) as error:
            _fail(context, grpc.StatusCode.FAILED_PRECONDITION, str(error))

    def About(self, request: language_pb2.AboutRequest, context: grpc.ServicerContext) -> language_pb2.AboutResponse:
        """Return which Python runs the program, and that this is not the official host."""
        python = self._interpreter(request.info, context)
        return language_pb2.AboutResponse(
            executable=str(python.executable),
            version=platform.python_version(),
            metadata={"host": "Kubespaces stand-in for pulumi-language-python"},
        )

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        """Return the Python packages that the program's interpreter has installed."""
        python = self._interpreter(request.info, context)
        try:
            found = dependencies.installed(python, transitive=request.transitiveDependencies)
        except dependencies.InstallError as error:
            _fail(context, grpc.StatusCode.INTERNAL, str(error))
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=name, version=version) for name, version in found]
        )

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """End what runs: the engine cancels an operation, or is done with this host."""
        self._children.end_all()
        return empty_pb2.Empty()

    def GeneratePackage(
        self, request: language_pb2.GeneratePackageRequest, context: grpc.ServicerContext
    ) -> language_pb2.GeneratePackageResponse:
        """Refuse: code generation is part of the official host only."""
        _unsupported(context, "generate SDKs")

    def GenerateProject(
        self, request: language_pb2.GenerateProjectRequest, context: grpc.ServicerContext
    ) -> language_pb2.GenerateProjectResponse:
        """Refuse: code generation is part of the official host only."""
        _unsupported(context, "generate projects")

    def GenerateProgram(
        self, request: language_pb2.GenerateProgramRequest, context: grpc.ServicerContext
    ) -> language_pb2.GenerateProgramResponse:
        """Refuse: code generation is part of the official host only."""
        _unsupported(context, "generate programs")

    def Pack(self, request: language_pb2.PackRequest, context: grpc.ServicerContext) -> language_pb2.PackResponse:
        """Refuse: building packages is part of the official host only."""
        _unsupported(context, "pack SDKs")

    def Link(self, request: language_pb2.LinkRequest, context: grpc.ServicerContext) -> language_pb2.LinkResponse:
        """Refuse: it follows on code generation."""
        _unsupported(context, "link packages")

    def _interpreter(self, info: language_pb2.ProgramInfo, context: grpc.ServicerContext) -> interpreter.Interpreter:
        try:
            return interpreter.of_program(commands.options_of(info), Path(info.root_directory))
        except interpreter.InterpreterError as error:
            _fail(context, grpc.StatusCode.FAILED_PRECONDITION, str(error))


def _written(stream: str, data: bytes) -> language_pb2.RunPluginResponse:
    if stream == output.STDOUT:
        return language_pb2.RunPluginResponse(stdout=data)
    return language_pb2.RunPluginResponse(stderr=data)


def _dependency(package: packages.RequiredPackage) -> plugin_pb2.PackageDependency:
    dependency = plugin_pb2.PackageDependency(
        kind="resource", name=package.name, version=package.version, server=package.server
    )
    if package.parameterization is not None:
        dependency.parameterization.name = package.parameterization.name
        dependency.parameterization.version = package.parameterization.version
        dependency.parameterization.value = base64.b64decode(package.parameterization.value)
    return dependency


def _unsupported(context: grpc.ServicerContext, what: str) -> NoReturn:
    _fail(
        context,
        grpc.StatusCode.UNIMPLEMENTED,
        f"The stand-in for pulumi-language-python cannot {what}; install the official Pulumi CLI for that",
    )


def _fail(context: grpc.ServicerContext, code: grpc.StatusCode, message: str) -> NoReturn:
    context.abort(code, message)
    raise AssertionError("abort() raises")
