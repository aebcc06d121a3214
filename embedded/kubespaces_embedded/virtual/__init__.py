"""Virtual clusters on this machine: what a kubelet does for their control planes, without nodes or containers."""
