package command

import (
	"log/slog"
	"os"
	"slices"
	"strings"

	"aula/internal/config"
	"aula/internal/demo"
	"aula/internal/seminar"
)

// demonstrate runs a server with a seminar to look at.
func demonstrate(env *environment, args []string) error {
	quiet := env.flags.Bool("quiet-people", false, "play nobody: no delegates, no hands, no scans")
	if _, err := env.parse(args); err != nil {
		return err
	}
	log := slog.New(demoLog(env.config).Handler(env.err))
	return demo.Run(env.ctx, env.config, demo.Options{QuietPeople: *quiet, Language: terminalLanguage(os.Environ()), Out: env.out, Log: log})
}

// demoLog keeps the log quiet between the links, unless somebody wants it otherwise.
func demoLog(cfg *config.Config) config.Log {
	l := cfg.Log
	if slices.ContainsFunc(cfg.Effective(), func(r config.Row) bool { return r.Key == "log.level" && r.Origin == "default" }) {
		l.Level = "warn"
	}
	return l
}

// terminalLanguage is the language of the person at the terminal, as POSIX has it:
// the first of LC_ALL, LC_MESSAGES and LANG that is set.
func terminalLanguage(environ []string) string {
	set := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		set[name] = value
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch value := set[name]; {
		case strings.HasPrefix(value, "zh"):
			return seminar.Chinese
		case value != "":
			return seminar.English
		}
	}
	return seminar.English
}
