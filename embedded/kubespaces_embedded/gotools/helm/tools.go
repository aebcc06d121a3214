//go:build tools

// Package tools pins the command that `kubespaces doctor` lists as "helm".
package tools

import _ "helm.sh/helm/v3/cmd/helm"
