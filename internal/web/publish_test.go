package web_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/demo/clip"
	"aula/internal/media/client"
	"aula/internal/seminar"
)

// source is one publisher as the desk lists it.
type source struct {
	ID, Slot, Label string
	OnAir           []string `json:"on_air"`
}

func sources(t *testing.T, h *apptest.House, desk *apptest.Client) []source {
	t.Helper()
	var list struct{ Publishers []source }
	_, body := desk.Get(h.URL("/desk/sources"))
	decode(t, []byte(body), &list)
	return list.Publishers
}

// publish sends a picture to a slot until it is refused for good, and returns what it
// was refused with.
func publish(t *testing.T, h *apptest.House, slot string, browser *http.Client, key string) (connected chan struct{}, refused chan error) {
	t.Helper()
	picture, err := client.ReadClip(clip.Floor(), clip.FloorVoice())
	if err != nil {
		t.Fatal(err)
	}
	connected, refused = make(chan struct{}, 16), make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	t.Cleanup(func() { stop(); <-done })
	target := client.Target{URL: h.URL("/hall/publish/" + slot), Bearer: key, HTTP: browser}
	go func() {
		defer close(done)
		refused <- client.Publish(ctx, target, picture, client.PublishOptions{Connected: func() { connected <- struct{}{} }})
	}()
	return connected, refused
}

func soon[T any](t *testing.T, what string, c chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(patience):
		t.Fatalf("waited in vain: %s", what)
	}
	return v
}

// wantRefusal fails unless the house answered with the status.
func wantRefusal(t *testing.T, what string, err error, status int) {
	t.Helper()
	var refusal *client.StatusError
	if !errors.As(err, &refusal) || refusal.Status != status {
		t.Fatalf("%s: %v, want status %d", what, err, status)
	}
}

// A delegate may send picture and sound to the floor for as long as the turn lasts,
// and not before or after.
func TestADelegatePublishesWhileTheTurnLasts(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	p := h.With(seminar.Delegate, "online")
	home, chair, desk := h.Enter(p), h.Enter(h.With(seminar.Chair, "")), h.Enter(h.With(seminar.Operator, ""))
	_, refused := publish(t, h, "floor", home.Client, "")
	wantRefusal(t, "without the floor", soon(t, "a refusal", refused), http.StatusForbidden)
	_, refused = publish(t, h, "floor", h.Stranger().Client, "")
	wantRefusal(t, "nobody", soon(t, "a refusal", refused), http.StatusUnauthorized)

	must(t, h, home, map[string]any{"do": "hand.raise", "op": op(), "mode": "home"})
	must(t, h, chair, map[string]any{"do": "turn.give", "op": op(), "hand": floorOfDelegate(t, h, home).Hands[0].Hand})
	_, other := publish(t, h, "programme", home.Client, "")
	wantRefusal(t, "to another slot", soon(t, "a refusal", other), http.StatusForbidden)
	_, other = publish(t, h, "floor", h.Enter(h.With(seminar.Delegate, "east")).Client, "")
	wantRefusal(t, "somebody else", soon(t, "a refusal", other), http.StatusForbidden)

	connected, refused := publish(t, h, "floor", home.Client, "")
	soon(t, "the connection", connected)
	eventually(t, "the speaker to be on air", func() bool {
		all := sources(t, h, desk)
		return len(all) == 1 && all[0].Slot == "floor" && all[0].Label == p.Name["en"] && len(all[0].OnAir) == 1 && all[0].OnAir[0] == "floor"
	})
	must(t, h, chair, map[string]any{"do": "turn.end", "op": op()})
	wantRefusal(t, "after the turn", soon(t, "the end of the picture", refused), http.StatusForbidden)
	eventually(t, "the desk to be empty", func() bool { return len(sources(t, h, desk)) == 0 })
}

var shownKey = regexp.MustCompile(`[A-Za-z0-9_-]{32}`)

// An encoder publishes by a key, to the key's slot alone. A key that is revoked ends
// what it sends at once.
func TestAPublishingKey(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	desk := h.Enter(h.With(seminar.Operator, ""))
	status, body := desk.Post(h.URL("/desk/keys"), url.Values{"slot": {"slides"}, "label": {"Laptop at the lectern"}})
	key := shownKey.FindString(regexp.MustCompile(`<code[^>]*>[A-Za-z0-9_-]{32}</code>|value="[A-Za-z0-9_-]{32}"`).FindString(body))
	if status != http.StatusOK || key == "" {
		t.Fatalf("making a key: status %d\n%s", status, body)
	}
	if _, again := desk.Get(h.URL("/desk")); bytes.Contains([]byte(again), []byte(key)) {
		t.Error("the key is shown a second time")
	}
	stranger := h.Stranger().Client
	none := key[1:] + key[:1] // nothing put in front of the rest: one key in 64 begins with it
	if none == key {
		t.Fatalf("the key is one character over and over: %s", key)
	}
	for what, x := range map[string]struct{ slot, key string }{"another slot": {"programme", key}, "a key that is none": {"slides", none}} {
		_, refused := publish(t, h, x.slot, stranger, x.key)
		wantRefusal(t, what, soon(t, "a refusal", refused), http.StatusUnauthorized)
	}
	connected, refused := publish(t, h, "slides", stranger, key)
	soon(t, "the connection", connected)
	eventually(t, "the slides to be on air", func() bool {
		all := sources(t, h, desk)
		return len(all) == 1 && all[0].Slot == "slides" && all[0].Label == "Laptop at the lectern" && len(all[0].OnAir) == 1
	})
	id := regexp.MustCompile(`^[0-9a-z]{13}`).FindString(sources(t, h, desk)[0].ID)
	if status, body := desk.Post(h.URL("/desk/keys/revoke"), url.Values{"key": {id}}); status != http.StatusSeeOther {
		t.Fatalf("revoking: status %d\n%.300s", status, body)
	}
	wantRefusal(t, "the revoked key", soon(t, "the end of the picture", refused), http.StatusUnauthorized)
	eventually(t, "the desk to be empty", func() bool { return len(sources(t, h, desk)) == 0 })
}

// A page of another site may publish by a key, and never by the cookies of whoever reads it.
func TestPublishingFromAnotherSite(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	desk := h.Enter(h.With(seminar.Operator, ""))
	for _, c := range []struct {
		site, bearer string
		want         int
	}{
		{"same-origin", "", http.StatusUnsupportedMediaType},
		{"cross-site", "", http.StatusForbidden},
		{"cross-site", "no such key", http.StatusUnauthorized},
	} {
		r, err := http.NewRequest(http.MethodPost, h.URL("/hall/publish/programme"), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", c.site)
		if c.bearer != "" {
			r.Header.Set("Authorization", "Bearer "+c.bearer)
		}
		resp, err := desk.Client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s %q: %d, want %d", c.site, c.bearer, resp.StatusCode, c.want)
		}
	}
}
