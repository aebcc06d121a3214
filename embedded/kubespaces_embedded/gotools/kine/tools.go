//go:build tools

// Package tools pins the command that `kubespaces doctor` lists as "kine".
package tools

import _ "github.com/k3s-io/kine"
