package whip

import (
	"fmt"
	"net/http"
	"strings"
)

// Server is a STUN or TURN server that clients are told to use.
type Server struct {
	URL                  string // as in "turn:turn.example.org?transport=tcp"
	Username, Credential string // of TURN; empty for STUN
}

// link tells the client of the servers, one Link each (RFC 9725 section 4.6).
func (h *handler) link(head http.Header, grant Grant) {
	if h.Servers == nil {
		return
	}
	for _, s := range h.Servers(grant) {
		head.Add("Link", s.link())
	}
}

func (s Server) link() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<%s>; rel="ice-server"`, s.URL)
	if s.Username != "" {
		fmt.Fprintf(&b, `; username="%s"; credential="%s"; credential-type="password"`, quoted(s.Username), quoted(s.Credential))
	}
	return b.String()
}

// quoted escapes what a quoted string must escape (RFC 9110 section 5.6.4).
func quoted(s string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) }
