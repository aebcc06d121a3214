"""A stand-in for ``pulumi-language-python``, for machines that cannot download the official plugin.

The Pulumi engine starts it as a process and speaks the gRPC service ``pulumirpc.LanguageRuntime`` with it
(``pulumi/language.proto``). It runs Python programs, component plugins and policy packs with the official
Pulumi SDK. What it does not do: generate SDKs or programs, link packages, start a debugger or a type
checker, and the toolchains ``uv`` and ``poetry``; asked for those, it says so.
"""
