package command

import (
	"fmt"
	"log/slog"
	"strings"

	"aula/internal/app"
)

// serve runs the server until it is told to stop.
func serve(env *environment, args []string) error {
	if _, err := env.parse(args); err != nil {
		return err
	}
	log := slog.New(env.config.Log.Handler(env.err))
	a, err := app.Open(env.ctx, env.config, app.Options{}, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := a.Close(); err != nil {
			log.Error("closing", "err", err)
		}
	}()
	if err := env.greet(a); err != nil {
		return err
	}
	return a.Serve(env.ctx)
}

// greet says where the server is and, on the first start, how the first organiser gets in.
func (env *environment) greet(a *app.App) error {
	env.greetAddresses(a)
	link, err := a.StartLink(env.ctx)
	if err != nil || link == "" {
		return err
	}
	fmt.Fprintf(env.out, "\nNobody has signed in yet. Open this link once, within a day, to choose a name and a passphrase:\n  %s%s\n", a.Addresses()[0], link)
	return nil
}

// greetAddresses says where the server is, and how phones come to trust it.
func (env *environment) greetAddresses(a *app.App) {
	fmt.Fprintf(env.out, "Aula is open:\n")
	for _, address := range a.Addresses() {
		fmt.Fprintf(env.out, "  %s\n", address)
	}
	if print, outside := a.Fingerprint(), a.Outside(env.ctx); print != "" && outside != "" {
		fmt.Fprintf(env.out, "\nPhones and computers trust this server after they have installed its authority:\n  %s/authority\nIts fingerprint, to compare there:\n  %s\n",
			strings.Replace(outside, "https://", "http://", 1), print)
	}
}
