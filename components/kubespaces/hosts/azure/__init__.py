"""The host cluster on Azure: one module for each part of it."""
