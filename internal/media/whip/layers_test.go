package whip_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"aula/internal/media/whip"
)

// A publisher is told which sizes of its picture are of use until its session ends; a
// viewer's session tells nothing.
func TestLayersAreToldToPublishers(t *testing.T) {
	d := newDesk(t)
	const events = "Accept: text/event-stream"
	session, _ := d.join("/hall/whip")
	told := make(chan *http.Response)
	go func() { told <- d.ask("GET", session, "", events) }()
	select {
	case resp := <-told:
		t.Fatalf("it ends before the session does: %d", resp.StatusCode)
	case <-time.After(50 * time.Millisecond):
	}
	d.ask("DELETE", session, "")
	resp := <-told
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" || string(body) != "event: layers\ndata: []\n\n" {
		t.Errorf("%d %v: %q", resp.StatusCode, resp.Header, body)
	}
	check(t, d.ask("GET", session, "", events), 404, whip.CodeNoSession)
	viewer, _ := d.join("/hall/whep")
	check(t, d.ask("GET", viewer, "", events), 204, "")
	resp = d.ask("GET", viewer, "", "Accept: application/json")
	if body, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != 200 || string(body) != `{"unable":[]}` {
		t.Errorf("a viewer is told %d %q", resp.StatusCode, body)
	}
	other, _ := d.join("/hall/whip")
	check(t, d.ask("GET", other, "", "Accept: application/json"), 204, "")
}
