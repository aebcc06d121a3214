"""Host clusters on AWS: EKS, and everything around it."""
