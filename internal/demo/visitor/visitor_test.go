package visitor

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/coder/websocket"

	"aula/internal/seminar"
)

// house is a server with one invitation and one thing to ask for.
type house struct {
	*httptest.Server
	asked []string
}

func open(t *testing.T, answer http.HandlerFunc) (*house, *Visitor) {
	t.Helper()
	h := &house{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /i/secret", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "aula-login", Value: "let-in", Path: "/"})
		http.Redirect(w, r, "/s/demo/me", http.StatusSeeOther)
	})
	mux.HandleFunc("/s/demo/", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("aula-login"); err != nil {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"title":"Please sign in.","status":401,"code":"sign_in"}`)
			return
		}
		answer(w, r)
	})
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.asked = append(h.asked, r.Method+" "+r.URL.Path)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(h.Close)
	return h, New(h.URL, "demo", "secret", http.DefaultTransport)
}

func TestAVisitorSignsInByNeed(t *testing.T) {
	h, v := open(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"people":120}`) })
	for range 2 {
		var answer struct{ People int }
		if err := v.Get(t.Context(), "/list", &answer); err != nil || answer.People != 120 {
			t.Fatalf("%+v, %v", answer, err)
		}
	}
	if want := []string{"GET /s/demo/list", "POST /i/secret", "GET /s/demo/list", "GET /s/demo/list"}; !slices.Equal(h.asked, want) {
		t.Errorf("asked %v", h.asked)
	}
}

func TestRefusals(t *testing.T) {
	for _, x := range []struct {
		kind, body string
		status     int
		want       *Refusal
	}{
		{"application/json", `{"reply":"1","ok":true}`, 200, nil},
		{"application/json", `{"reply":"1","ok":false,"error":{"code":"conflict","text":"Your hand is up."}}`, 409, &Refusal{409, seminar.CodeConflict, "Your hand is up."}},
		{"application/problem+json", `{"title":"Not yours.","status":403,"code":"forbidden"}`, 403, &Refusal{403, seminar.CodeForbidden, "Not yours."}},
		{"text/html", `<h1>Moved</h1>`, 307, &Refusal{307, "", ""}},
		{"application/json", `{"title":`, 500, &Refusal{500, "", ""}},
	} {
		_, v := open(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", x.kind)
			w.WriteHeader(x.status)
			_, _ = io.WriteString(w, x.body)
		})
		err := v.Command(t.Context(), Command{Do: "hand.raise"})
		got, _ := errors.AsType[*Refusal](err)
		if x.want == nil && err != nil || x.want != nil && (got == nil || *got != *x.want) {
			t.Errorf("%d %s: %v", x.status, x.body, err)
		}
	}
}

func TestASeatFollowsTheFloor(t *testing.T) {
	messages := []string{
		`{"seq":0,"at":"2026-11-23T01:30:00Z","kind":"build","body":{"build":"x"}}`,
		`{"seq":7,"at":"2026-11-23T01:30:00Z","kind":"state","body":{"heartbeat_ms":60000,"hands":[],"air":{}}}`,
		`{"seq":8,"at":"2026-11-23T01:30:01Z","kind":"hand.raised","body":{"hand":"h1","person":{"id":"p1"},"place":"m","from":"hall"}}`,
		`{"seq":9,"at":"2026-11-23T01:30:02Z","kind":"turn.given","body":{"hand":"h1","person":{"id":"p1"},"place":"m","from":"hall"}}`,
	}
	_, v := open(t, func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		for _, m := range messages {
			if conn.Write(r.Context(), websocket.MessageText, []byte(m)) != nil {
				return
			}
		}
		_, _, _ = conn.Read(r.Context()) // until the visitor goes
	})
	seat, err := v.Sit(t.Context(), "home")
	if err != nil {
		t.Fatal(err)
	}
	defer seat.Close()
	for seat.Floor().Turn == nil {
		select {
		case <-seat.Changed():
		case <-seat.Left():
			t.Fatal("the seat was lost")
		}
	}
	if s := seat.Floor(); len(s.Hands) != 0 || s.Turn.Person.ID != "p1" || s.Seq != 9 {
		t.Errorf("%+v", s)
	}
}
