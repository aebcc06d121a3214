"""Controls of tenant isolation, a package for each group."""
