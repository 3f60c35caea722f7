package web

import (
	"context"
	"net/http"

	"golang.org/x/time/rate"

	"aula/internal/account"
	"aula/internal/media/whip"
	"aula/internal/seminar"
)

// grantKey carries to the media endpoints what the house has decided about a request.
type grantKey struct{}

type decided struct {
	whip.Grant
	err error
}

// mediaEndpoints are the WHEP and WHIP endpoints, and the WHEP endpoint of rehearsals; the
// house decides who may use them.
func (s *Server) mediaEndpoints() (watch, publish, crowd http.Handler) {
	authorise := func(r *http.Request) (whip.Grant, error) {
		d := r.Context().Value(grantKey{}).(decided)
		return d.Grant, d.err
	}
	o := whip.Options{Plane: s.Plane, Authorise: authorise, Fail: s.failMedia, PerOwner: s.Config.Limits.SessionsPerLogin}
	views, publications := o, o
	views.Admission, publications.Admission = s.viewers, s.senders
	rehearsals := views
	rehearsals.PerOwner = account.MaxSeats // one key lets them all in; how many is told by the key
	return whip.View(views), whip.Publish(publications), whip.View(rehearsals)
}

// sendersPerSecond is the budget of publishers, apart from the viewers', so that a hall
// full of viewers keeps no encoder out.
const sendersPerSecond = 20

// MediaSettled hears from the plane that a session is up or gone.
func (s *Server) MediaSettled(session string) {
	s.viewers.Settled(session)
	s.senders.Settled(session)
}

// statusError gives the media endpoints the status of a refusal.
type statusError struct{ error }

func (e statusError) HTTPStatus() int { return statuses[seminar.CodeOf(e.error)] }

// serveMedia hands a request to WHEP or WHIP with what it is allowed.
func serveMedia(c *call) error {
	d := decided{}
	handler := c.s.watch
	if slot := c.r.PathValue("slot"); slot != "" {
		handler = c.s.publish
		d.Grant, d.err = c.publishing(slot)
		c.ending(d)
	} else {
		d.Grant, d.err = c.viewing()
	}
	return c.media(handler, d)
}

// media hands a request to WHEP or WHIP with what was decided about it.
func (c *call) media(handler http.Handler, d decided) error {
	if d.err == nil {
		d.err = c.mayAsk(d.Owner)
	}
	if d.err != nil {
		d.err = statusError{d.err}
	}
	ctx, cancel := context.WithCancel(context.WithValue(c.r.Context(), grantKey{}, d))
	defer cancel()
	defer context.AfterFunc(c.s.ctx, cancel)()
	handler.ServeHTTP(c.w, c.r.WithContext(ctx))
	return nil
}

// viewing decides who may watch. To look at a source by its name, on air or not, is for operators.
func (c *call) viewing() (whip.Grant, error) {
	source := c.r.URL.Query().Get("source")
	if source != "" && !operators.allows(c.who, "") {
		return whip.Grant{}, c.refusal()
	}
	if !hallPeople.allows(c.who, "") {
		return whip.Grant{}, c.refusal()
	}
	g := whip.Grant{Room: string(c.book.Seminar.ID), Name: string(c.who.Person.ID), Owner: string(c.login.ID), Publisher: source}
	if language := c.r.URL.Query().Get("sound"); language != "" {
		slot, err := c.book.channelOf(language)
		if err != nil {
			return g, err
		}
		g.Sound = slot
	}
	return g, nil
}

// mayAsk holds back a login or key that asks without end. Discovery is free.
func (c *call) mayAsk(owner string) error {
	if c.r.Method == http.MethodOptions {
		return nil
	}
	most := c.s.Config.Limits.SessionsPerLogin
	return c.s.limits.take("media:"+owner, rate.Limit(most), 4*most)
}

func (c *call) refusal() error {
	if c.login.ID == "" {
		return seminar.Fail(seminar.CodeSignIn, "error.sign_in")
	}
	return seminar.Forbidden("error.forbidden")
}

// failMedia answers for the media endpoints, in the reader's language.
func (s *Server) failMedia(w http.ResponseWriter, r *http.Request, status int, code string, err error) {
	c := &call{s: s, w: w, r: r}
	c.Printer = s.Texts.Printer(c.language(), nil)
	if status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
		s.Log.Error("media request failed", "code", code, "err", err)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	_ = c.json(status, problem{"about:blank", c.T("error.media." + code), status, seminar.Code(code)})
}
