"""What can be wrong with an SDK."""


class SdkError(Exception):
    """The SDK is not installed, or not in the form that is read here; the message is for the user."""
