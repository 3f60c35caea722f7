package command

import (
	"log/slog"

	"aula/internal/demo"
)

// demonstrate runs a server with a fresh data folder and a seminar to look at.
func demonstrate(env *environment, args []string) error {
	quiet := env.flags.Bool("quiet-people", false, "leave the delegates out that headless clients play")
	if _, err := env.parse(args); err != nil {
		return err
	}
	return demo.Run(env.ctx, env.config, demo.Options{QuietPeople: *quiet, Out: env.out, Log: slog.New(env.config.Log.Handler(env.err)), Given: env.given})
}
