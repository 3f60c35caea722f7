package testpg

import (
	"os"
	"syscall"
)

// nobody is the user and group without rights of their own.
const nobody = 65534

// identity is who the server runs as; nil for who runs the tests. PostgreSQL refuses
// to run as root.
func identity() *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	return &syscall.Credential{Uid: nobody, Gid: nobody}
}

// attributes also end the server when the tests are killed.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: identity(), Pdeathsig: syscall.SIGQUIT}
}
