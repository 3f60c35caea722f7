package main

import (
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"aula/internal/command"
)

func TestMain(m *testing.M) {
	if args := os.Getenv(runAs); args != "" {
		os.Exit(command.Main(strings.Split(args, "\n"), os.Stdout, os.Stderr))
	}
	testscript.Main(m, map[string]func(){"aula": main})
}

// TestScripts plays the stories of testdata with the real program: each has a server
// of its own and people who come to it over the network. What a story may say beyond
// testscript's own commands stands above each command's function, as it is written.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		Setup:               setUp,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("AULA_UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// the server
			"start": verb(start), "halt": verb(halt), "kill9": verb(kill9), "tamper": verb(tamper), "recorded": verb(recorded), "gb18030": verb(gb18030),
			// people and their browsers
			"enter": verb(enter), "get": verb(get), "post": verb(post), "keep": verb(keep), "upload": verb(upload),
			// the doors and the halls
			"pass": verb(holdPass), "scan": verb(scan), "mark": verb(mark), "hurry": verb(hurry), "answered": verb(answered),
			// the live hall
			"sit": verb(sit), "leave": verb(leave), "do": verb(doOnTheFloor), "see": verb(see),
			// the roll
			"roll": verb(sameRoll), "online": verb(online), "marked": verb(marked), "sheet": verb(sheet),
			// hostile names
			"harmless": verb(harmless), "named": verb(named),
		},
	})
}
