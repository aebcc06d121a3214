"""Policy documents of AWS: who is let in, and whether a condition narrows that down.

Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from collections.abc import Iterator

from kubespaces_policies.value import Value

_NARROWING_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:userid",
        "kms:calleraccount",
    }
)
"""Keys of conditions that say who asks. By which service or from where somebody asks narrows nothing down."""

_NARROWING_OPERATORS = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "foranyvalue:stringequals"}
    | {"foranyvalue:stringlike", "foranyvalue:arnequals", "foranyvalue:arnlike"}
)
"""Operators that demand a value. With ``IfExists`` or ``ForAllValues`` a request without the key passes."""


def statements(document: Value) -> Iterator[Value]:
    """Go through a document's statements; a single one need not be in a list.

    Raises:
        UnknownValueError: they are not known yet.
    """
    found = document.at("Statement")
    if found.known().is_list:
        yield from found
    elif found.is_map:
        yield found


def lets_everybody_in(statement: Value) -> bool:
    """Say whether a statement allows something to every principal there is, without a condition that says which.

    Raises:
        UnknownValueError: that is not known yet.
    """
    if statement.at("Effect").text() != "Allow":
        return False
    everybody = statement.at("NotPrincipal").present or _is_everybody(statement.at("Principal"))
    return everybody and not _is_narrowed(statement.at("Condition"))


def _is_everybody(principal: Value) -> bool:
    if principal.known().is_map:
        return any(_has_star(value) for kind, value in principal.entries() if kind in ("AWS", "*"))
    return _has_star(principal)


def _has_star(value: Value) -> bool:
    return "*" in value.texts() if value.known().is_list else value.text() == "*"


def _is_narrowed(condition: Value) -> bool:
    return any(
        operator.lower() in _NARROWING_OPERATORS and key.lower() in _NARROWING_KEYS and _names_somebody(value)
        for operator, tests in condition.entries()
        for key, value in tests.entries()
    )


def _names_somebody(value: Value) -> bool:
    texts = value.texts() if value.known().is_list else [value.text()]
    return bool(texts) and all(text.strip("*?:/") not in ("", "arn", "arn:aws") for text in texts)
