//go:build tools

// Package tools pins the command that `kubespaces doctor` lists as "vcluster".
package tools

import _ "github.com/loft-sh/vcluster/cmd/vcluster"
