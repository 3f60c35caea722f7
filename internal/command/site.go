package command

import (
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"aula/internal/app"
	"aula/internal/seminar"
	"aula/internal/site"
)

// siteKeyVariable holds the key, which stays out of the list of processes that way.
const siteKeyVariable = "AULA_SITE_KEY"

// runSite is the own machine of a branch hall, until it is told to stop.
func runSite(env *environment, args []string) error {
	o := &app.Site{Key: os.Getenv(siteKeyVariable)}
	env.flags.StringVar(&o.From, "from", "", "`address` of the seminar at the centre, https://host/s/key; at the first start")
	env.flags.StringVar(&o.Key, "key", o.Key, "the site's `key`, at the first start; better in "+siteKeyVariable)
	ca := env.flags.String("ca", "", "`file` with the certificate of the centre's own authority (aula.crt), at the first start")
	if _, err := env.parse(args); err != nil {
		return err
	}
	if *ca != "" {
		data, err := os.ReadFile(*ca)
		if err != nil {
			return err
		}
		o.CA = pemOf(data)
	}
	o.Told = env.tellLine
	log := slog.New(env.config.Log.Handler(env.err))
	a, err := app.Open(env.ctx, env.config, app.Options{Site: o}, log)
	if err != nil {
		return err
	}
	defer func() {
		if err := a.Close(); err != nil {
			log.Error("closing", "err", err)
		}
	}()
	if err := env.greetSite(a); err != nil {
		return err
	}
	return a.Serve(env.ctx)
}

// greetSite says where the machine is, and how the stewards of the hall get in.
func (env *environment) greetSite(a *app.App) error {
	env.greetAddresses(a)
	links, err := a.StewardLinks(env.ctx)
	if err != nil {
		return err
	}
	base := a.Outside(env.ctx)
	if base == "" {
		base = a.Addresses()[0]
	}
	fmt.Fprintf(env.out, "\nThe stewards of the hall sign in here, without the centre:\n")
	for _, l := range links {
		fmt.Fprintf(env.out, "  %s  %s%s\n", l.Name.In(), base, l.Path)
	}
	if len(links) == 0 {
		fmt.Fprintf(env.out, "  nobody: give somebody the role steward of this hall at the centre\n")
	}
	fmt.Fprintln(env.out)
	return nil
}

// tellLine says in the terminal how the line does.
func (env *environment) tellLine(x site.State) {
	at := time.Now().Format("15:04:05")
	if x.Up {
		fmt.Fprintf(env.out, "%s the line is there: %d delivered, %d waiting\n", at, x.Delivered, x.Waiting)
		return
	}
	why := x.Fault
	var said *seminar.Error
	if errors.As(why, &said) && said.Err != nil {
		why = said.Err
	}
	fmt.Fprintf(env.out, "%s the line is down: %d delivered, %d waiting (%s)\n", at, x.Delivered, x.Waiting, strings.ReplaceAll(fmt.Sprint(why), "\n", " "))
}

// pemOf returns a certificate as text; the centre offers it as it is (aula.crt is DER).
func pemOf(data []byte) string {
	if block, _ := pem.Decode(data); block != nil {
		return string(data)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: data}))
}
