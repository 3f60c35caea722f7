package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"aula/internal/media"
	"aula/internal/media/hls"
	"aula/internal/seminar"
)

// streamWithin is how long a page is kept waiting for a stream that is about to begin.
const streamWithin = 8 * time.Second

// openStream leads a player to the present edition of a slot's stream (docs/protocol.md, section 5).
func openStream(c *call) error {
	if !c.onAir(media.Slot(c.r.PathValue("slot"))) {
		return seminar.NotFound("error.stream.quiet")
	}
	ctx, cancel := context.WithTimeout(c.r.Context(), streamWithin)
	defer cancel()
	defer context.AfterFunc(c.s.ctx, cancel)()
	edition, err := c.s.Streams.Current(ctx, string(c.book.Seminar.ID), media.Slot(c.r.PathValue("slot")))
	switch {
	case errors.Is(err, hls.ErrSlot):
		return seminar.NotFound("error.not_found")
	case errors.Is(err, hls.ErrCodec):
		return seminar.Fail(seminar.CodeConflict, "error.stream.codec").Because(err)
	case err != nil:
		return seminar.Fail(seminar.CodeUnavailable, "error.stream.quiet").Because(err)
	}
	c.w.Header().Set("Cache-Control", "no-store")
	http.Redirect(c.w, c.r, edition+"/"+hls.Index, http.StatusTemporaryRedirect)
	return nil
}

func (c *call) onAir(slot media.Slot) bool {
	return slices.ContainsFunc(c.s.Plane.Health(string(c.book.Seminar.ID)).Slots, func(h media.SlotHealth) bool {
		return h.Slot == slot && h.OnAir != ""
	})
}

// sendStream sends a playlist or a fragment.
func sendStream(c *call) error {
	c.s.Streams.Serve(c.w, c.r, string(c.book.Seminar.ID), media.Slot(c.r.PathValue("slot")), c.r.PathValue("edition"), c.r.PathValue("file"))
	return nil
}
