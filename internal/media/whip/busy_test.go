package whip_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"aula/internal/media/whip"
)

var seconds = regexp.MustCompile(`^[1-9][0-9]?$`)

func TestTooManyJoinsAreAskedToComeBack(t *testing.T) {
	d := newDesk(t, func(o *whip.Options) { o.Admission = whip.NewAdmission(1) })
	for range 2 {
		d.join("/hall/whip")
	}
	resp := d.ask("POST", "/hall/whip", offer(t, true), isSDP)
	check(t, resp, http.StatusServiceUnavailable, whip.CodeBusy)
	if wait := resp.Header.Get("Retry-After"); !seconds.MatchString(wait) {
		t.Errorf("Retry-After %q", wait)
	}
}

// One login has so many sessions and no more, whatever others have.
func TestSessionsPerOwner(t *testing.T) {
	d := newDesk(t, func(o *whip.Options) {
		o.PerOwner = 2
		o.Authorise = byKey(o.Authorise)
	})
	ann := "Authorization: Bearer ann"
	check(t, d.ask("POST", "/hall/whep", "hello", isSDP, ann), http.StatusBadRequest, whip.CodeOffer)
	first := d.ask("POST", "/hall/whep", offer(t, false), isSDP, ann).Header.Get("Location")
	check(t, d.ask("POST", "/hall/whep", offer(t, false), isSDP, ann), http.StatusCreated, "")
	full := d.ask("POST", "/hall/whep", offer(t, false), isSDP, ann)
	check(t, full, http.StatusTooManyRequests, whip.CodeMany)
	if wait := full.Header.Get("Retry-After"); !seconds.MatchString(wait) {
		t.Errorf("Retry-After %q", wait)
	}
	check(t, d.ask("POST", "/hall/whep", offer(t, false), isSDP, "Authorization: Bearer bo"), http.StatusCreated, "")
	check(t, d.ask("POST", "/hall/whip", offer(t, true), isSDP, ann), http.StatusCreated, "")
	check(t, d.ask("DELETE", first, "", ann), http.StatusOK, "")
	check(t, d.ask("POST", "/hall/whep", offer(t, false), isSDP, ann), http.StatusCreated, "")
}

// byKey makes the bearer's name the owner.
func byKey(authorise func(*http.Request) (whip.Grant, error)) func(*http.Request) (whip.Grant, error) {
	return func(r *http.Request) (whip.Grant, error) {
		g, err := authorise(r)
		g.Owner = "key of " + strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		return g, err
	}
}
