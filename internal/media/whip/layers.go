package whip

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"aula/internal/media"
)

const (
	typeEvents  = "text/event-stream"
	eventWithin = 10 * time.Second // for a publisher to take an event
)

// tellLayers tells a publisher which layers of its picture are of use, as server-sent events of the type
// "layers", until it ends the request or the session. It is our own: RFC 9725 says nothing of a GET of a session.
func (h *handler) tellLayers(w http.ResponseWriter, r *http.Request, id string) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", typeEvents)
	err := h.Plane.FollowLayers(r.Context(), id, func(rids []string) error {
		body, err := json.Marshal(rids)
		if err != nil {
			return err
		}
		_ = out.SetWriteDeadline(time.Now().Add(eventWithin))
		_, err = fmt.Fprintf(w, "event: layers\ndata: %s\n\n", body)
		return errors.Join(err, out.Flush())
	})
	if errors.Is(err, media.ErrNoSession) {
		h.Fail(w, r, http.StatusNotFound, CodeNoSession, err)
	}
}
