//go:build tools

// Package tools pins the command that `kubespaces doctor` lists as "etcd".
package tools

import _ "go.etcd.io/etcd/server/v3"
