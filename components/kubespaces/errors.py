"""The base of what goes wrong in a way that a user can mend."""


class KubespacesError(Exception):
    """A mistake or an outage in words that tell how to mend it; the command line shows it without a stack trace."""
