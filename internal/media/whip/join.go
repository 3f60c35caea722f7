package whip

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"aula/internal/media"
)

// answerWithin bounds the work for one answer. Encoders give up after 8 s.
const answerWithin = 5 * time.Second

// join answers an offer with 201, the session's URL and the answer.
func (h *handler) join(w http.ResponseWriter, r *http.Request, grant Grant) {
	if h.Joins != nil && !h.Joins.Allow() {
		w.Header().Set("Retry-After", strconv.Itoa(1+rand.IntN(3)))
		h.Fail(w, r, http.StatusServiceUnavailable, CodeBusy, nil)
		return
	}
	if !accepts(r, typeSDP) {
		h.Fail(w, r, http.StatusNotAcceptable, CodeAccept, nil)
		return
	}
	offer, ok := h.body(w, r, typeSDP)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	session, err := h.answer(ctx, grant, offer)
	if err != nil {
		h.failJoin(w, r, err)
		return
	}
	head := w.Header()
	head.Set("Content-Type", typeSDP)
	head.Set("Location", location(r, session.ID))
	head.Set("ETag", quote(session.Tag))
	head.Set("Accept-Patch", typeFragment)
	w.WriteHeader(http.StatusCreated)
	io.WriteString(w, session.Answer)
}

func (h *handler) answer(ctx context.Context, g Grant, offer string) (*media.Session, error) {
	if h.viewers {
		return h.Plane.View(ctx, media.Viewing{Room: g.Room, Viewer: g.Name, Offer: offer})
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
	case errors.Is(err, media.ErrClosed):
		w.Header().Set("Retry-After", "5")
		h.Fail(w, r, http.StatusServiceUnavailable, CodeBusy, err)
	default:
		h.Fail(w, r, http.StatusInternalServerError, CodeInternal, err)
	}
}
