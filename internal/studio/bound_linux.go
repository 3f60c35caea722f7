package studio

import (
	"os/exec"
	"syscall"
)

// startBound starts a program that does not outlive this one, however it ends.
func startBound(c *exec.Cmd) error {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return c.Start()
}
