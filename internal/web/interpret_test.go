package web_test

import (
	"net/http"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/seminar"
)

// Into an interpreter's channel speaks an interpreter, and an interpreter speaks nowhere else.
func TestWhoInterprets(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	publish := func(c *apptest.Client, slot string) int {
		t.Helper()
		resp, err := c.Client.Post(h.URL("/hall/publish/"+slot), "application/sdp", strings.NewReader("v=0"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	interpreter, speaker, delegate := h.Enter(h.With(seminar.Interpreter, "")), h.Enter(h.With(seminar.Speaker, "")), h.Enter(h.With(seminar.Delegate, "online"))
	for _, x := range []struct {
		who  string
		c    *apptest.Client
		slot string
		want int
	}{
		{"interpreter", interpreter, "sound-2", http.StatusBadRequest}, // let in: it is no offer
		{"interpreter", interpreter, "programme", http.StatusForbidden},
		{"interpreter", interpreter, "sound-5", http.StatusNotFound},
		{"speaker", speaker, "sound-1", http.StatusForbidden},
		{"delegate", delegate, "sound-1", http.StatusForbidden},
	} {
		if got := publish(x.c, x.slot); got != x.want {
			t.Errorf("%s to %s: %d, want %d", x.who, x.slot, got, x.want)
		}
	}
	for language, want := range map[string]int{"zh-Hans": http.StatusBadRequest, "xx": http.StatusNotFound} {
		resp, err := delegate.Client.Post(h.URL("/hall/watch?sound="+language), "application/sdp", strings.NewReader("v=0"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("listening in %s: %d, want %d", language, resp.StatusCode, want)
		}
	}
}
