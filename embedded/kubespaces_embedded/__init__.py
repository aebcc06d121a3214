"""What replaces the cloud on one machine: tools, a control plane, the language host and provider plugins."""
