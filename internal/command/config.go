package command

import (
	"fmt"
	"net"
	"runtime/debug"
	"text/tabwriter"

	"aula/internal/config"
)

// printConfig prints every value with where it comes from.
func printConfig(env *environment, args []string) error {
	defaults := env.flags.Bool("default", false, "print a commented aula.toml with the default of every key")
	if _, err := env.parse(args); err != nil {
		return err
	}
	if *defaults {
		fmt.Fprint(env.out, config.DefaultFile())
		return nil
	}
	t := tabwriter.NewWriter(env.out, 0, 0, 2, ' ', 0)
	for _, row := range env.config.Effective() {
		fmt.Fprintf(t, "%s\t%s\t%s\n", row.Key, row.Value, row.Origin)
	}
	return t.Flush()
}

// printVersion prints what this program was built from.
func printVersion(env *environment, args []string) error {
	if err := env.flags.Parse(args); err != nil {
		return errUsage
	}
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				version += " " + s.Value
			}
		}
	}
	fmt.Fprintln(env.out, "aula "+version)
	return nil
}

// baseAddress is where links that are printed lead.
func baseAddress(cfg *config.Config, given string) string {
	if given != "" {
		return given
	}
	if cfg.PublicURL != "" {
		return cfg.PublicURL
	}
	_, port, err := net.SplitHostPort(cfg.Listen)
	if err != nil {
		port = "8470"
	}
	return "http://localhost:" + port
}
