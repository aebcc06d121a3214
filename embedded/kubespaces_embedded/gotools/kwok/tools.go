//go:build tools

// Package tools pins the command that `kubespaces doctor` lists as "kwok".
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
