// Package web is the house as a browser meets it: routes.go is the table of
// contents, each deed has a file of its own.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"aula/internal/authority"
	"aula/internal/config"
	"aula/internal/hall"
	"aula/internal/i18n"
	"aula/internal/media"
	"aula/internal/media/hls"
	"aula/internal/media/whip"
	"aula/internal/office"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/site"
	"aula/internal/store"
	"aula/internal/studio"
	"aula/ui"
)

// Options are the parts that the web is made of.
type Options struct {
	Store     *store.DB
	Halls     *hall.Halls
	Plane     *media.Plane
	Streams   *hls.Streams
	Studio    *studio.Studio
	Texts     *i18n.Catalogue
	Assets    *ui.Assets
	Keys      *pass.Keys
	Office    *office.Office
	Site      *site.Site           // nil unless this is a branch hall's own machine
	Authority *authority.Authority // nil when a public authority vouches for the server
	Config    *config.Config
	Clock     seminar.Clock
	Log       *slog.Logger
}

// Server answers every request. It is safe for concurrent use.
type Server struct {
	Options
	books    *books
	ledgers  ledgers
	prompts  prompts
	began    time.Time
	gates    gates
	passes   pass.Reader
	watch    http.Handler // WHEP
	publish  http.Handler // WHIP
	crowd    http.Handler // WHEP of rehearsals
	viewers  *whip.Admission
	senders  *whip.Admission
	names    sync.Map // publisher's name to what people call it
	reports  hallReports
	heard    heardGates
	sites    heardSites
	lateness lateness
	limits   limits
	stuck    stuck
	soon     soon
	turnouts turnouts
	supports supports
	ideas    lately // by idea round: how many have said what they think
	held     heldImports
	chains   chains
	stop     context.CancelFunc
	ctx      context.Context // ends with the server: long answers watch it
	streams  streams
}

// New returns a server. It must be closed.
func New(o Options) *Server {
	s := &Server{Options: o, began: o.Clock()}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.books, s.ledgers.store = newBooks(o.Store), o.Store
	s.limits.clock = o.Clock
	s.viewers, s.senders = whip.NewAdmission(o.Config.Limits.JoinsPerSecond), whip.NewAdmission(sendersPerSecond)
	s.watch, s.publish, s.crowd = s.mediaEndpoints()
	return s
}

// Close ends the long answers (live streams and sockets) and waits for them.
func (s *Server) Close() {
	s.stop()
	s.Streams.Close()
	s.streams.close()
}

// Handler returns the whole house behind one handler.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range s.routes() {
		if s.serves(rt) {
			mux.Handle(rt.pattern, s.serve(rt))
		}
	}
	mux.Handle("GET "+ui.Prefix, s.Assets)
	mux.Handle("GET /"+ui.Worker, s.Assets)
	mux.Handle("/", s.serve(route{access: everybody, deed: func(*call) error { return seminar.NotFound("error.not_found") }}))
	return newSameOrigin().Handler(s.plainGuard(mux))
}

// newSameOrigin keeps other sites' pages from acting with a reader's cookies. Publishing by a
// key needs no cookie and is done from elsewhere too; publishing by a login asks again.
func newSameOrigin() *http.CrossOriginProtection {
	p := http.NewCrossOriginProtection()
	p.AddInsecureBypassPattern("/s/{seminar}/hall/publish/{slot}")
	p.AddInsecureBypassPattern("/s/{seminar}/hall/publish/{slot}/{session}")
	return p
}

// serve turns a route into a handler: who may, then the deed, then what went wrong.
func (s *Server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		c, err := s.call(w, r, rt)
		if err == nil {
			err = rt.deed(c)
		}
		if err != nil {
			c.fail(err)
		}
		s.Log.Debug("request", "method", r.Method, "route", rt.pattern, "took", time.Since(began))
	})
}
