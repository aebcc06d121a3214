"""KS-POD: what a pod may ask of the node that it runs on."""

from .privileged import no_privileged_containers

__all__ = ["no_privileged_containers"]
