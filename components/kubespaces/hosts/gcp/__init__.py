"""Host clusters on Google Cloud: GKE, and everything around it."""
