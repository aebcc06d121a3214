"""What only a host cluster on Azure has."""

from typing import Annotated

from pydantic import Field

from .base import Model


class AzureCluster(Model):
    """An AKS cluster."""

    subscription_id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The subscription it is made in."""
