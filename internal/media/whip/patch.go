package whip

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"aula/internal/media"
)

// patch takes further candidates with 204, or restarts ICE with 200 and a new ETag
// (RFC 9725 sections 4.3.2 and 4.3.3). New credentials make it a restart. Without
// If-Match the answer is 428, but for further candidates that name the ICE session by
// its user name fragment: several clients send those so.
func (h *handler) patch(w http.ResponseWriter, r *http.Request, s media.Standing) {
	body, ok := h.body(w, r, typeFragment)
	if !ok {
		return
	}
	fragment, err := media.ParseFragment(body)
	if err != nil {
		h.Fail(w, r, http.StatusBadRequest, CodeOffer, err)
		return
	}
	restart := fragment.Ufrag != "" && fragment.Ufrag != s.Theirs
	match := strings.Join(r.Header.Values("If-Match"), ",")
	switch {
	case match == "" && fragment.Ufrag != s.Theirs:
		h.Fail(w, r, http.StatusPreconditionRequired, CodePrecondition, nil)
	case match != "" && !matches(match, s.Tag):
		h.Fail(w, r, http.StatusPreconditionFailed, CodePrecondition, nil)
	case restart:
		h.restart(w, r, s, fragment)
	default:
		h.trickle(w, r, s, fragment)
	}
}

func (h *handler) trickle(w http.ResponseWriter, r *http.Request, s media.Standing, f media.Fragment) {
	if err := h.Plane.Trickle(s.Session, f); err != nil {
		h.Fail(w, r, http.StatusNotFound, CodeNoSession, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (h *handler) restart(w http.ResponseWriter, r *http.Request, s media.Standing, f media.Fragment) {
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	ours, err := h.Plane.Restart(ctx, s.Session, f)
	switch {
	case errors.Is(err, media.ErrNoSession):
		h.Fail(w, r, http.StatusNotFound, CodeNoSession, err)
	case errors.Is(err, media.ErrOffer):
		h.Fail(w, r, http.StatusUnprocessableEntity, CodeOffer, err)
	case errors.Is(err, context.DeadlineExceeded):
		h.later(w, r, http.StatusServiceUnavailable, CodeBusy, quietWait, err)
	case err != nil:
		h.Fail(w, r, http.StatusInternalServerError, CodeInternal, err)
	default:
		w.Header().Set("Content-Type", typeFragment)
		w.Header().Set("ETag", quote(ours.Ufrag))
		w.WriteHeader(http.StatusOK)
		io.WriteString(w, ours.String())
	}
}

// matches reads If-Match: "*" or a list of quoted tags (RFC 9110 section 13.1.1), which a weak
// tag never matches. Tags without quotes, as some clients send them, are taken too.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.Trim(part, `"`) == tag {
			return true
		}
	}
	return false
}

// quote makes a strong ETag. Tags are ICE characters, among which are no quotes.
func quote(tag string) string { return `"` + tag + `"` }
