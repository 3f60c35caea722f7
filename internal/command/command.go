// Package command is Aula on the command line: one file for each thing it can do.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"aula/internal/config"
	"aula/internal/i18n"
	"aula/internal/seminar"
)

// command is one thing that Aula can do.
type command struct {
	name string
	args string // what stands behind the name
	what string // one line for the help
	run  func(*environment, []string) error
}

func commands() []command {
	return []command{
		{"serve", "", "run the server", serve},
		{"site", "--from https://HOST/s/KEY [--ca FILE]", "keep the truth of one branch hall on its own machine, with or without a line", runSite},
		{"demo", "[--quiet-people]", "run a server with a seminar to look at", demonstrate},
		{"import", "FILE.toml FILE.csv [--preview]", "read a seminar from files; again to change it", importFiles},
		{"export", "--seminar KEY [--out DIR]", "write a seminar back to its files", exportFiles},
		{"invite", "--seminar KEY [--person KEY]", "make new personal links and print them", invite},
		{"roll", "--seminar KEY [--session KEY] [--format csv|xlsx|json]", "print the roll", printRoll},
		{"certificates", "issue|list --seminar KEY, or verify FILE", "issue certificates by the rule, list them, check a badge", certificates},
		{"verify", "", "check the record's chain and recompute the rolls from it", verify},
		{"rehearse", "https://HOST/s/KEY [--viewers N] [--minutes N] [--loss %]", "play a crowd against a server of your own, the day before", playRehearsal},
		{"config", "", "print the effective configuration and where each value comes from", printConfig},
		{"version", "", "print the version", printVersion},
	}
}

// environment is what a command has around it.
type environment struct {
	ctx    context.Context
	out    io.Writer
	err    io.Writer
	flags  *flag.FlagSet
	given  map[string]string // configuration by flags
	config *config.Config
}

// errUsage says that the command line was wrong and has been explained.
var errUsage = errors.New("usage")

// Main runs a command and returns the exit code: 0 done, 1 failed, 2 wrong usage.
func Main(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		help(out)
		return 0
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		env := &environment{ctx: ctx, out: out, err: errs, flags: flag.NewFlagSet("aula "+c.name, flag.ContinueOnError)}
		env.flags.SetOutput(errs)
		env.flags.Usage = func() {
			fmt.Fprintf(errs, "usage: aula %s %s\n\n%s\n\n", c.name, c.args, c.what)
			env.flags.PrintDefaults()
		}
		return code(c.run(env, args[1:]), errs)
	}
	fmt.Fprintf(errs, "aula: there is no command %q; aula help lists them\n", args[0])
	return 2
}

func code(err error, errs io.Writer) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(errs, "aula: "+strings.ReplaceAll(sentence(err), "\n", "\naula: "))
	return 1
}

// sentence writes an error for the person at the terminal, the cause included: it is
// their own machine.
func sentence(err error) string {
	var e *seminar.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	texts, openErr := i18n.Open()
	if openErr != nil {
		return err.Error()
	}
	s := texts.Printer(seminar.English, nil).Error(err)
	if e.Err != nil {
		s += " (" + e.Err.Error() + ")"
	}
	return s
}

func help(out io.Writer) {
	fmt.Fprint(out, "Aula runs a seminar in many places.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(out, "  aula %-12s %s\n", c.name, c.what)
	}
	fmt.Fprint(out, "\naula COMMAND --help explains a command. AULA_LISTEN (host:port) and AULA_DATA (folder)\noverride the configuration in every command.\n")
}

// parse reads flags and the configuration; flags may stand before, between and behind
// the arguments, which it returns.
func (env *environment) parse(args []string) (rest []string, err error) {
	file := env.flags.String("config", "", "configuration `file`; default aula.toml in the data folder")
	env.given = config.BindFlags(env.flags)
	if rest, err = env.parseFlags(args); err != nil {
		return nil, err
	}
	env.config, err = config.Load(config.Source{File: *file, Environ: os.Environ(), Flags: env.given})
	return rest, err
}

// parseFlags reads flags alone, for commands that need no configuration.
func (env *environment) parseFlags(args []string) (rest []string, err error) {
	for {
		if err := env.flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, err
		} else if err != nil {
			return nil, errUsage
		}
		if env.flags.NArg() == 0 {
			return rest, nil
		}
		rest, args = append(rest, env.flags.Arg(0)), env.flags.Args()[1:]
	}
}

// need returns an errUsage that says what is missing.
func (env *environment) need(what string) error {
	fmt.Fprintf(env.err, "aula: %s\n", what)
	env.flags.Usage()
	return errUsage
}
