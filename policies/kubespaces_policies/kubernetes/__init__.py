"""Reads Kubernetes objects in whatever form they come."""
