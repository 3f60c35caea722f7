// Package demo runs a server with a seminar to look at: its second day, with a
// lecture under way, people in four places and yesterday on the roll.
package demo

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"aula/internal/app"
	"aula/internal/config"
)

// Options are what the command line says.
type Options struct {
	QuietPeople bool      // nobody is played; the lecture and its pictures run all the same
	Language    string    // of what is printed
	Out         io.Writer // where the links are printed
	Log         *slog.Logger

	tempo tempo // usual when zero
}

// Run runs the demonstration until ctx ends. Nothing of it is kept, unless the
// configuration names a folder: that keeps the data until the next demonstration.
func Run(ctx context.Context, cfg *config.Config, o Options) (err error) {
	own, moved := settings(ctx, cfg)
	f, err := openFolder(own.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	own.Data = f.path

	open, shut := context.WithCancel(context.WithoutCancel(ctx)) // the server outlives its visitors
	defer shut()
	a, err := app.Open(open, own, app.Options{}, o.Log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- a.Serve(open); stop() }()

	h := newHouse(a, own, o)
	h.moved, h.kept = moved, !f.temporary
	err = h.play(ctx)
	shut()
	return errors.Join(err, <-served)
}
