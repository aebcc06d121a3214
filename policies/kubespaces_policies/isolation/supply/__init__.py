"""KS-SUP: what runs is what was reviewed."""

from .admission import host_clusters_judge_images
from .deployers import nothing_is_deployed_unseen
from .images import images_are_pinned, images_are_pulled_always, images_come_from_allowed_registries
from .registries import registries_are_hardened

__all__ = [
    "host_clusters_judge_images",
    "images_are_pinned",
    "images_are_pulled_always",
    "images_come_from_allowed_registries",
    "nothing_is_deployed_unseen",
    "registries_are_hardened",
]
