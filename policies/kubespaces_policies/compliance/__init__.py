"""Controls of compliance, a package for each group."""
