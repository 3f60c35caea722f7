// Package app wires the parts of one server together.
package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"aula/internal/authority"
	"aula/internal/certificate"
	"aula/internal/config"
	"aula/internal/front"
	"aula/internal/hall"
	"aula/internal/i18n"
	"aula/internal/media"
	"aula/internal/media/hls"
	"aula/internal/office"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/site"
	"aula/internal/store"
	"aula/internal/studio"
	"aula/internal/web"
	"aula/ui"
)

// Options are what tests and demonstrations may change of a server.
type Options struct {
	Clock seminar.Clock // time.Now when nil
	Hall  hall.Settings // of presence; the defaults when zero
	Site  *Site         // nil unless this is the own machine of a branch hall
}

// App is one server, open but not yet serving.
type App struct {
	Config *config.Config
	Store  *store.DB
	Texts  *i18n.Catalogue
	Web    *web.Server

	authority *authority.Authority
	front     *front.Front
	halls     *hall.Halls
	studio    *studio.Studio
	site      *site.Site // nil unless it is the own machine of a branch hall
	log       *slog.Logger
	closers   []func() error // run backwards
}

// Open opens the data folder, the database and the ports. The caller must Close it.
func Open(ctx context.Context, cfg *config.Config, o Options, log *slog.Logger) (a *App, err error) {
	a = &App{Config: cfg, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
			a = nil
		}
	}()
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Hall.Beat == 0 {
		o.Hall = hall.DefaultSettings()
	}
	o.Hall.Clock = o.Clock
	o.Hall.Lost = time.Duration(cfg.Hall.LostMinutes) * time.Minute
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return a, fmt.Errorf("data folder: %w", err)
	}
	if err := a.lock(); err != nil {
		return a, err
	}
	if a.Store, err = OpenStore(ctx, cfg, o.Clock); err != nil {
		return a, err
	}
	a.onClose(a.Store.Close)
	if err := a.openSite(ctx, o); err != nil {
		return a, err
	}
	if a.Texts, err = i18n.Open(); err != nil {
		return a, err
	}
	assets, err := ui.Build()
	if err != nil {
		return a, err
	}
	keys, err := pass.Open(filepath.Join(cfg.Data, "keys"))
	if err != nil {
		return a, fmt.Errorf("pass keys: %w", err)
	}
	certificates, err := certificate.Open(filepath.Join(cfg.Data, "keys"))
	if err != nil {
		return a, fmt.Errorf("certificate keys: %w", err)
	}
	encryption, err := a.encryption()
	if err != nil {
		return a, err
	}
	if a.front, err = front.Listen(ctx, cfg.Listen, encryption, log); err != nil {
		return a, err
	}
	a.onClose(a.front.Close)
	stage, err := a.openStage(ctx, o.Hall)
	if err != nil {
		return a, err
	}
	if err := a.openStudio(stage, o.Clock); err != nil {
		return a, err
	}
	streams := hls.New(stage.plane, log)
	a.onClose(func() error { streams.Close(); return nil })
	a.Web = web.New(web.Options{
		Store: a.Store, Halls: a.halls, Plane: stage.plane, Studio: a.studio, Streams: streams, Texts: a.Texts, Assets: assets, Keys: keys, Authority: a.authority, Site: a.site,
		Office: &office.Office{Store: a.Store, Keys: certificates, Texts: a.Texts, Clock: o.Clock}, Config: cfg, Clock: o.Clock, Log: log,
	})
	stage.about, stage.settled, stage.seated, stage.voiced = a.Web.About, a.Web.MediaSettled, a.Web.Seated, a.Web.Voiced
	return a, nil
}

// OpenStore opens the database alone, for commands that need no server.
func OpenStore(ctx context.Context, cfg *config.Config, clock seminar.Clock) (*store.DB, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	return store.Open(ctx, cfg.Data, cfg.Database, clock)
}

func (a *App) onClose(f func() error) { a.closers = append(a.closers, f) }

// Close closes everything in the opposite order of opening.
func (a *App) Close() error {
	var all error
	for _, f := range slices.Backward(a.closers) {
		all = errors.Join(all, f())
	}
	a.closers = nil
	return all
}

// encryption returns how connections are encrypted; nil for plain HTTP.
func (a *App) encryption() (*tls.Config, error) {
	cfg := a.Config
	switch cfg.TLSMode() {
	case "off":
		return nil, nil
	case "files":
		pair, err := tls.LoadX509KeyPair(cfg.TLS.Cert, cfg.TLS.Key)
		if err != nil {
			return nil, fmt.Errorf("tls.cert and tls.key: %w", err)
		}
		return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
	case "acme":
		m := &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(cfg.Data, "acme")),
			HostPolicy: autocert.HostWhitelist(cfg.TLS.Hosts...), Email: cfg.TLS.ACMEEmail}
		if cfg.TLS.ACMEDirectory != "" {
			m.Client = &acme.Client{DirectoryURL: cfg.TLS.ACMEDirectory}
		}
		return m.TLSConfig(), nil
	}
	var err error
	if a.authority, err = authority.Open(filepath.Join(cfg.Data, "authority"), cfg.TLS.Hosts...); err != nil {
		return nil, err
	}
	return &tls.Config{GetCertificate: a.authority.GetCertificate, MinVersion: tls.VersionTLS12}, nil
}

// openStage opens the media plane and the halls on the port that was really bound.
func (a *App) openStage(ctx context.Context, settings hall.Settings) (*stage, error) {
	var public []netip.Addr
	for _, ip := range a.Config.Media.PublicIPs {
		addr, err := netip.ParseAddr(ip)
		if err != nil {
			return nil, fmt.Errorf("media.public_ips: %w", err)
		}
		public = append(public, addr)
	}
	udp := a.Config.Media.UDP
	if udp == a.Config.Listen { // with port 0 the one that was found
		udp = a.front.Addr().String()
	}
	s := &stage{ctx: ctx, sessions: map[source]string{}, log: a.log}
	var err error
	if s.plane, err = media.Open(media.Config{UDP: udp, TCP: a.front.Media(), PublicIPs: public, Shape: web.Shape, Observer: s, Log: a.log}); err != nil {
		return nil, err
	}
	a.onClose(s.plane.Close)
	hallsEnd, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.halls = hall.NewHalls(hallsEnd, a.Store, s, settings, a.log)
	s.halls = a.halls
	a.onClose(func() error { stop(); a.halls.Close(); return nil })
	return s, nil
}

// Serve answers until ctx ends, then lets go of everybody in good order.
func (a *App) Serve(ctx context.Context) error {
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { a.Web.Tend(ctx) })
	if a.site != nil {
		work.Go(func() { a.site.Run(ctx) })
	}
	work.Go(func() { a.followName(ctx, net.DefaultResolver, a.Web.Plane.Tell) })
	server := &http.Server{Handler: a.Web.Handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		a.Web.Close()
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		stopped <- server.Shutdown(within)
	}()
	err := a.front.Serve(server)
	if ctx.Err() != nil {
		return <-stopped
	}
	return err
}

// Addresses lists the base addresses under which people reach the server, this
// machine's own first.
func (a *App) Addresses() []string {
	if a.Config.PublicURL != "" {
		return []string{a.Config.PublicURL}
	}
	return front.Addresses(a.front.Addr().String(), a.Config.TLSMode() != "off")
}

// Fingerprint returns what people compare before they trust the local authority; ""
// when there is none.
func (a *App) Fingerprint() string {
	if a.authority == nil {
		return ""
	}
	return a.authority.Fingerprint()
}
