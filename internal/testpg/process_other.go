//go:build !linux

package testpg

import "syscall"

func identity() *syscall.Credential { return nil }

func attributes() *syscall.SysProcAttr { return nil }
