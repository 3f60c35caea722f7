package whip

import (
	"encoding/json"
	"net/http"

	"aula/internal/media"
)

const typeJSON = "application/json"

// tellUnable tells a viewer which slots it cannot be shown, because it has not offered the codec of what is sent there: no
// packet would ever tell. It is our own: no draft of WHEP says what a GET of a session is.
func (h *handler) tellUnable(w http.ResponseWriter, r *http.Request, id string) {
	slots, err := h.Plane.Unable(id)
	if err != nil {
		h.Fail(w, r, http.StatusNotFound, CodeNoSession, err)
		return
	}
	body, _ := json.Marshal(struct { // of strings: it cannot fail
		Unable []media.Slot `json:"unable"`
	}{slots})
	w.Header().Set("Content-Type", typeJSON)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // who is gone needs no answer
}
