"""What to do about failures that the engine reports in its own words."""

from collections.abc import Callable, Mapping

from .variables import LOCAL_STACK, PASSPHRASES


def explain(stderr: str, stack: str, variables: Mapping[str, str]) -> str:
    """Return what to do about a failure, from what the engine wrote; empty if it is none of those known here."""
    for sign, advice in _ADVICE.items():
        if sign in stderr:
            return advice(stack, variables)
    return ""


def missing_passphrase(stack: str) -> str:
    """Return what to do if a stack's secrets need a passphrase and none is set."""
    return (
        f"The secrets of the stack {stack} need a passphrase: set PULUMI_CONFIG_PASSPHRASE or "
        "PULUMI_CONFIG_PASSPHRASE_FILE, or name a secrets provider such as a cloud's key service in "
        f"Pulumi.{stack}.yaml (`secretsprovider`)."
    )


def _wrong_passphrase(stack: str, variables: Mapping[str, str]) -> str:
    used = [name for name in PASSPHRASES if variables.get(name)]
    source = used[0] if used else PASSPHRASES[0]
    advice = f"The secrets of the stack {stack} were encrypted with another passphrase than that of {source}."
    if stack == LOCAL_STACK:
        advice += f" Unless it was made with your own, unset {source}: this stack has a default."
    return advice


def _missing_passphrase(stack: str, _variables: Mapping[str, str]) -> str:
    return missing_passphrase(stack)


def _locked(stack: str, _variables: Mapping[str, str]) -> str:
    return (
        f"Another run is changing the stack {stack}, or was killed. If you are sure that it has ended, "
        f"`pulumi cancel --stack {stack}` removes its lock."
    )


def _no_stack(stack: str, _variables: Mapping[str, str]) -> str:
    return f"There is no stack {stack} yet; `pulumi stack init {stack}` makes it."


_ADVICE: dict[str, Callable[[str, Mapping[str, str]], str]] = {
    "incorrect passphrase": _wrong_passphrase,
    "passphrase must be set": _missing_passphrase,
    "the stack is currently locked": _locked,
    "no stack named": _no_stack,
    "no stack selected": _no_stack,  # what it says if the stack of PULUMI_STACK does not exist
}
"""Parts of the engine's messages, as of 3.259; the tests run the engine into each."""
