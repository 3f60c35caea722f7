package whip

import (
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"time"

	"aula/internal/media"
)

// answerWithin bounds the work for one answer. Encoders give up after 8 s.
const answerWithin = 5 * time.Second

// requireOnAir is the query of a player that would rather be refused with 409 than wait in an
// empty room: "?require=on-air". Nobody is refused unasked, because pages join before anything
// is on air and are shown what comes; it is a query because players of other makers
// are given nothing but an address.
const requireOnAir = "on-air"

// quietWait is after how long such a player is asked to come back.
const quietWait = 5 * time.Second

// join answers an offer with 201, the session's URL and the answer.
func (h *handler) join(w http.ResponseWriter, r *http.Request, grant Grant) {
	if h.Admission == nil {
		h.admitted(w, r, grant)
		return
	}
	wait, ok := h.Admission.enter(time.Now())
	if !ok {
		h.later(w, r, http.StatusServiceUnavailable, CodeBusy, wait, nil)
		return
	}
	session := ""
	defer func() { h.Admission.left(session, time.Now()) }()
	session = h.admitted(w, r, grant)
}

// admitted counts the join among those of its owner. It returns the session, if one came of it.
func (h *handler) admitted(w http.ResponseWriter, r *http.Request, grant Grant) (session string) {
	if h.PerOwner == 0 {
		return h.take(w, r, grant)
	}
	owner := grant.Owner
	if owner == "" {
		owner = grant.Name
	}
	if !h.owners.enter(owner, h.PerOwner, h.alive) {
		h.later(w, r, http.StatusTooManyRequests, CodeMany, quietWait, nil)
		return ""
	}
	defer func() { h.owners.left(owner, session) }()
	return h.take(w, r, grant)
}

func (h *handler) alive(session string) bool {
	_, err := h.Plane.Find(session)
	return err == nil
}

func (h *handler) take(w http.ResponseWriter, r *http.Request, grant Grant) (session string) {
	if !accepts(r, typeSDP) {
		h.Fail(w, r, http.StatusNotAcceptable, CodeAccept, nil)
		return ""
	}
	offer, ok := h.body(w, r, typeSDP)
	if !ok {
		return ""
	}
	if h.viewers && r.URL.Query().Get("require") == requireOnAir && !h.onAir(grant.Room) {
		h.later(w, r, http.StatusConflict, CodeQuiet, quietWait, nil)
		return ""
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	made, err := h.answer(ctx, grant, offer)
	if err != nil {
		h.failJoin(w, r, err)
		return ""
	}
	head := w.Header()
	head.Set("Content-Type", typeSDP)
	head.Set("Location", location(r, made.ID))
	head.Set("ETag", quote(made.Tag))
	head.Set("Accept-Patch", typeFragment)
	h.link(head, grant)
	w.WriteHeader(http.StatusCreated)
	io.WriteString(w, made.Answer)
	return made.ID
}

func (h *handler) onAir(room string) bool {
	return slices.ContainsFunc(h.Plane.Health(room).Slots, func(s media.SlotHealth) bool { return s.OnAir != "" })
}

// later refuses for now. The wait is told in whole seconds, never less than one.
func (h *handler) later(w http.ResponseWriter, r *http.Request, status int, code string, wait time.Duration, err error) {
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
	h.Fail(w, r, status, code, err)
}

func (h *handler) answer(ctx context.Context, g Grant, offer string) (*media.Session, error) {
	if h.viewers {
		return h.Plane.View(ctx, media.Viewing{Room: g.Room, Viewer: g.Name, Offer: offer, Publisher: g.Publisher, Sound: g.Sound})
	}
	return h.Plane.Publish(ctx, media.Publication{
		Room: g.Room, Slot: g.Slot, Publisher: g.Name, Offer: offer, Standby: g.Standby,
	})
}

func (h *handler) failJoin(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, media.ErrOffer):
		h.Fail(w, r, http.StatusBadRequest, CodeOffer, err)
	case errors.Is(err, media.ErrCodec):
		h.Fail(w, r, http.StatusUnprocessableEntity, CodeCodec, err)
	case errors.Is(err, media.ErrFull):
		h.later(w, r, http.StatusConflict, CodeFull, quietWait, err)
	case errors.Is(err, media.ErrClosed), errors.Is(err, context.DeadlineExceeded):
		h.later(w, r, http.StatusServiceUnavailable, CodeBusy, quietWait+rand.N(quietWait), err)
	default:
		h.Fail(w, r, http.StatusInternalServerError, CodeInternal, err)
	}
}
