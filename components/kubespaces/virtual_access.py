"""The ways into a virtual cluster: kubeconfigs, a provider for the same program, and when they expire."""

from typing import Any

import pulumi

from .objects import KubernetesObject
from .plan.virtual import api_url
from .plan.virtual.kubeconfig import login_kubeconfig
from .spec.host_cluster import HostClusterSpec
from .spec.namespace import NamespaceSpec
from .spec.virtual_names import cluster_name
from .virtual_kubeconfig import expiry_of, read_kubeconfig


class VirtualAccess:
    """The ways into one virtual cluster. Asking for any of them waits until it is up, at most five minutes."""

    def __init__(
        self,
        name: str,
        spec: NamespaceSpec,
        host: HostClusterSpec,
        host_kubeconfig: pulumi.Output[str],
        workload: KubernetesObject,
        parent: pulumi.Resource,
    ) -> None:
        self._name, self._spec, self._host, self._parent = name, spec, host, parent
        self._provider: Any = None
        ready = pulumi.Output.all(host_kubeconfig, workload.id)
        self.admin_kubeconfig: pulumi.Output[str] = pulumi.Output.secret(
            ready.apply(lambda known: read_kubeconfig(known[0], host.existing.context, spec.name))
        )
        """Kubeconfig of the platform's administrator inside; a secret."""
        self.expires: pulumi.Output[str] = pulumi.Output.unsecret(self.admin_kubeconfig.apply(expiry_of))
        """When the admin kubeconfig ends, in ISO 8601; vCluster renews it when its control plane starts."""

    def kubeconfig_for(self, group: str) -> pulumi.Output[str]:
        """Return a kubeconfig for people of a group: no secret in it, they log in as on the host cluster.

        It runs ``kubectl oidc-login`` (the plugin kubelogin). In a virtual cluster that several environments share, a
        group of one of them starts in its namespace.

        Raises:
            pulumi.RunError: the host cluster names no login, or the group has no access here.
        """
        if self._host.virtual_clusters.oidc is None:
            raise pulumi.RunError(
                f"'{self._name}': there is no login for people; add virtualClusters.oidc to the host cluster"
            )
        if group not in {access.group for access in self._spec.grants}:
            raise pulumi.RunError(f"'{self._name}': group '{group}' has no access here; add it to the tenant's access")
        oidc = self._host.virtual_clusters.oidc
        url = api_url(self._spec)
        homes = [env.name for env in self._spec.shared_by if group in {access.group for access in env.access}]
        home = homes[0] if len(homes) == 1 else ""
        made = self.admin_kubeconfig.apply(
            lambda admin: login_kubeconfig(admin, url, cluster_name(self._spec.name), oidc, home)
        )
        return pulumi.Output.unsecret(made)

    @property
    def provider(self) -> Any:
        """A Kubernetes provider for the virtual cluster, so that the same program can deploy into it."""
        if self._provider is None:
            from pulumi_kubernetes.provider import Provider  # noqa: PLC0415 - costs time that few programs need

            self._provider = Provider(
                f"{self._name}-kubernetes",
                kubeconfig=self.admin_kubeconfig,
                # Renewed certificates and new addresses must not replace what is inside.
                cluster_identifier=f"virtual:{self._spec.name}",
                opts=pulumi.ResourceOptions(parent=self._parent),
            )
        return self._provider
