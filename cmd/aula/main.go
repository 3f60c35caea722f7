// Command aula runs a seminar in many places: aula help lists what it can do.
package main

import (
	"os"
	_ "time/tzdata" // zones, where the machine has none

	"aula/internal/command"
)

func main() { os.Exit(command.Main(os.Args[1:], os.Stdout, os.Stderr)) }
