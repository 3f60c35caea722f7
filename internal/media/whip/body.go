package whip

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

const (
	typeSDP      = "application/sdp"
	typeFragment = "application/trickle-ice-sdpfrag"
)

// maxBody is the largest body taken, in bytes. Offers are 2 to 12 KiB, those to a circle, with
// two lines for each seat and all that a browser can decode in each, up to 120.
const maxBody = 192 << 10

// body reads a request body of the wanted media type; parameters such as charset are
// passed over. When it is false the response has been written.
func (h *handler) body(w http.ResponseWriter, r *http.Request, want string) (string, bool) {
	got, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || got != want {
		w.Header().Set("Accept", want)
		h.Fail(w, r, http.StatusUnsupportedMediaType, CodeContentType, err)
		return "", false
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		h.Fail(w, r, http.StatusRequestEntityTooLarge, CodeTooLarge, err)
		return "", false
	case err != nil:
		h.Fail(w, r, http.StatusBadRequest, CodeOffer, err)
		return "", false
	}
	return string(raw), true
}

// accepts reads the Accept header, if there is one.
func accepts(r *http.Request, kind string) bool {
	headers := r.Header.Values("Accept")
	if len(headers) == 0 {
		return true
	}
	main, _, _ := strings.Cut(kind, "/")
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		got, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err == nil && wanted(params["q"]) && (got == "*/*" || got == main+"/*" || got == kind) {
			return true
		}
	}
	return false
}

// wanted reads a weight, of which only nought refuses (RFC 9110 section 12.4.2).
func wanted(weight string) bool {
	q, err := strconv.ParseFloat(weight, 64)
	return err != nil || q > 0
}
