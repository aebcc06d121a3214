"""What a provider's Python SDK says about its resources: properties, types, enums; read without importing it.

An SDK is generated code of one shape: hundreds of megabytes of it, and seconds to import. Only the text of the few
classes that a program uses is read here, which takes milliseconds and runs none of it.
"""

from .errors import SdkError
from .model import Anything, Blob, Choice, Items, Mapping, OneOf, Property, Scalar, Structure, Type, describe
from .package import PROVIDER, ResourceSchema, Sdk, find_sdk, installed_sdks

__all__ = [
    "PROVIDER",
    "Anything",
    "Blob",
    "Choice",
    "Items",
    "Mapping",
    "OneOf",
    "Property",
    "ResourceSchema",
    "Scalar",
    "Sdk",
    "SdkError",
    "Structure",
    "Type",
    "describe",
    "find_sdk",
    "installed_sdks",
]
