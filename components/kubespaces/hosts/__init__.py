"""Host clusters: the contract that each of them fulfils, and one module for each way to get one."""
