// Package whip lets publishers and viewers join a media plane over HTTP: WHIP
// (RFC 9725) in, WHEP (draft-ietf-wish-whep) out.
//
// It is strict in what it sends and lenient in what it takes: a PATCH without
// If-Match is understood when its credentials say what is meant.
package whip

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"aula/internal/media"
)

// Grant is what the caller allows a request: to publish into a slot of a room, or to
// view the room. It also says whose the session is: only a request with an equal room,
// name and slot may change or end it.
type Grant struct {
	Room    string
	Name    string     // of the publisher or viewer
	Slot    media.Slot // publishers only
	Standby bool       // publishers only: does not go on air by itself
	Owner   string     // login or key whose sessions are counted; the name when empty

	// Sound is the slot whose sound alone a viewer gets. Viewers only; empty: the slots.
	Sound media.Slot

	// Publisher is what a viewer gets to see instead of the slots, on air or not. Viewers
	// only; empty: the slots.
	Publisher string
}

// Options are what both kinds of endpoint need.
type Options struct {
	Plane *media.Plane

	// Authorise names who asks. When it fails the answer is 401, or what the error's
	// method HTTPStatus() int says.
	Authorise func(*http.Request) (Grant, error)

	// Fail writes an error response. Status and headers such as Retry-After are
	// decided; code is one of the Code constants; err is for the log.
	Fail func(w http.ResponseWriter, r *http.Request, status int, code string, err error)

	// Admission decides how many join at once. Nil means no limit.
	Admission *Admission

	// PerOwner is how many sessions one owner may have at once. 0 means no limit.
	PerOwner int

	// Servers are the STUN and TURN servers told to who is let in. It may be nil.
	Servers func(Grant) []Server
}

// The codes given to Options.Fail.
const (
	CodeRefused      = "refused"      // Authorise failed
	CodeBusy         = "busy"         // too many join at once; try again
	CodeMany         = "many"         // this owner has too many sessions
	CodeFull         = "full"         // every seat of the circle is taken; try again
	CodeQuiet        = "quiet"        // nothing is on air, and the player would rather come back than wait
	CodeOffer        = "offer"        // the body is not an acceptable offer or fragment
	CodeCodec        = "codec"        // no codec in common
	CodeTooLarge     = "too-large"    // body over 64 KiB
	CodeContentType  = "content-type" // not the media type of the request
	CodeAccept       = "accept"       // the client does not accept SDP
	CodeNoSession    = "no-session"   // gone, or another's
	CodePrecondition = "precondition" // If-Match is missing or names another ICE session
	CodeMethod       = "method"       // method not allowed
	CodeInternal     = "internal"     // our fault
)

// Publish returns the WHIP endpoint. The caller mounts it at a path of its choice and at
// that path with "/{session}" appended:
//
//	mux.Handle("/rooms/{room}/whip", h)
//	mux.Handle("/rooms/{room}/whip/{session}", h)
func Publish(o Options) http.Handler { return &handler{Options: o} }

// View returns the WHEP endpoint, mounted like Publish.
func View(o Options) http.Handler { return &handler{Options: o, viewers: true} }

type handler struct {
	Options
	viewers bool
	owners  owners
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Access-Control-Allow-Origin", "*")
	head.Set("Access-Control-Expose-Headers", "Location, Link, ETag, Retry-After")
	head.Set("Cache-Control", "no-store")
	if r.Method == http.MethodOptions {
		h.options(w, r)
		return
	}
	grant, err := h.Authorise(r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	if id := r.PathValue("session"); id != "" {
		h.serveSession(w, r, grant, id)
		return
	}
	switch r.Method {
	case http.MethodPost:
		h.join(w, r, grant)
	case http.MethodGet, http.MethodHead:
		h.probe(w, r)
	default:
		h.notAllowed(w, r, "GET, HEAD, OPTIONS, POST")
	}
}

func (h *handler) serveSession(w http.ResponseWriter, r *http.Request, grant Grant, id string) {
	standing, err := h.Plane.Find(id)
	if err != nil || !h.owns(grant, standing) {
		h.Fail(w, r, http.StatusNotFound, CodeNoSession, err)
		return
	}
	switch r.Method {
	case http.MethodDelete: // whatever ETag it bears
		h.Plane.Remove(id)
		w.WriteHeader(http.StatusOK)
	case http.MethodPatch:
		h.patch(w, r, standing)
	case http.MethodGet, http.MethodHead:
		accept := r.Header.Get("Accept")
		switch {
		case r.Method == http.MethodGet && !h.viewers && strings.Contains(accept, typeEvents):
			h.tellLayers(w, r, id)
			return
		case r.Method == http.MethodGet && h.viewers && strings.Contains(accept, typeJSON):
			h.tellUnable(w, r, id)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		h.notAllowed(w, r, "DELETE, GET, HEAD, OPTIONS, PATCH")
	}
}

func (h *handler) owns(g Grant, s media.Standing) bool {
	return s.Viewer == h.viewers && g.Room == s.Room && g.Name == s.Name && (s.Viewer || g.Slot == s.Slot || g.Slot == media.Seat)
}

// options answers discovery and preflights with 200 and needs no authority (RFC 9725 section
// 4.2). Who has it learns the servers here already, but never in a preflight: its
// answer is kept and bears no credentials.
func (h *handler) options(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match")
	head.Set("Access-Control-Max-Age", "600")
	if r.PathValue("session") == "" {
		head.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS, POST")
		head.Set("Accept-Post", typeSDP)
	} else {
		head.Set("Access-Control-Allow-Methods", "DELETE, GET, HEAD, OPTIONS, PATCH")
		head.Set("Accept-Patch", typeFragment)
	}
	if r.Header.Get("Access-Control-Request-Method") == "" {
		if grant, err := h.Authorise(r); err == nil {
			h.link(head, grant)
		}
	}
	w.WriteHeader(http.StatusOK)
}

// probe tells a client that here is an endpoint of its kind.
func (h *handler) probe(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Accept-Post", typeSDP)
	if h.viewers && r.Method == http.MethodHead {
		w.Header().Set("Content-Type", typeSDP)
		w.WriteHeader(http.StatusOK)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusUnauthorized
	if own, ok := err.(interface{ HTTPStatus() int }); ok {
		status = own.HTTPStatus()
	}
	switch status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests:
		h.later(w, r, status, CodeMany, quietWait, err)
		return
	}
	h.Fail(w, r, status, CodeRefused, err)
}

func (h *handler) notAllowed(w http.ResponseWriter, r *http.Request, allow string) {
	w.Header().Set("Allow", allow)
	h.Fail(w, r, http.StatusMethodNotAllowed, CodeMethod, nil)
}

// location is the session's URL: the path that the client asked for, one step deeper. What
// a handler before us has stripped from the request's URL is in RequestURI still.
func location(r *http.Request, id string) string {
	asked, err := url.ParseRequestURI(r.RequestURI)
	if err != nil {
		asked = r.URL
	}
	return path.Join(asked.EscapedPath(), id)
}
