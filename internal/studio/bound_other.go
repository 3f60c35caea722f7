//go:build !linux

package studio

import "os/exec"

func startBound(c *exec.Cmd) error { return c.Start() }
