"""KS-NET: who can talk to whom, from the pod to the cloud's perimeter."""

__all__: list[str] = []
