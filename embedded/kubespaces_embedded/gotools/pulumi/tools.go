//go:build tools

// Package tools pins the command that `kubespaces doctor` lists as "pulumi".
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
