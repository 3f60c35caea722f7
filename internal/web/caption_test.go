package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/caption"
	"aula/internal/record"
	"aula/internal/recording"
	"aula/internal/seminar"
	"aula/internal/store"
)

// A captioner's line is told as it grows to those who read captions in its language, and to nobody else; a correction keeps its beginning.
func TestCaptions(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	writer := enter(t, h, h.With(seminar.Moderator, ""), "console")
	p := h.With(seminar.Delegate, "online")
	reads := join(t, h, h.Enter(p), "home&captions=en", 0)
	other := join(t, h, h.Enter(h.With(seminar.Delegate, "main")), "hall&captions=zh-Hans", 0)
	reads.next(t, kind("state"))
	other.next(t, kind("state"))
	say := func(fields map[string]any) reply { return writer.says(t, h, "caption.say", fields) }
	for _, text := range []string{"Good", "Good morning"} {
		if r := say(map[string]any{"line": "l1", "language": "en", "text": text, "done": text != "Good"}); !r.OK {
			t.Fatalf("%+v", r.Error)
		}
	}
	var first, second caption.Line
	decode(t, reads.next(t, kind("caption.en")).Body, &first)
	decode(t, reads.next(t, kind("caption.en")).Body, &second)
	if first.Text != "Good" || second.Text != "Good morning" || !second.From.Equal(first.From) || second.To.IsZero() {
		t.Errorf("%+v, then %+v", first, second)
	}
	if r := say(map[string]any{"line": "l2", "language": "zh-Hans", "text": "早上好"}); !r.OK {
		t.Fatalf("%+v", r.Error)
	}
	decode(t, other.next(t, kind("caption.zh-Hans")).Body, &first) // the first that it hears of captions
	if first.ID != "l2" {
		t.Errorf("who reads Chinese heard %+v", first)
	}
	if r := say(map[string]any{"line": "l3", "language": "fr", "text": "Bonjour"}); r.OK || r.Error.Code != seminar.CodeNotFound {
		t.Errorf("in another language: %+v", r)
	}
	home := enter(t, h, p, "home")
	if r := home.says(t, h, "caption.say", map[string]any{"line": "l4", "language": "en", "text": "Hello"}); r.OK || r.Error.Code != seminar.CodeForbidden {
		t.Errorf("by a delegate: %+v", r)
	}
}

// A recogniser sends lines for as long as the session lasts, each is told as it comes; a wrong one ends it, is named, and those before it stand.
func TestCaptionsFromAMachine(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	reads := join(t, h, h.Enter(h.With(seminar.Delegate, "online")), "home&captions=en", 0)
	reads.next(t, kind("state"))
	operator := h.Enter(h.With(seminar.Operator, ""))
	_, body := operator.Post(h.URL("/desk/keys"), url.Values{"slot": {"captions"}, "label": {"Recogniser"}})
	key := shownKey.FindString(regexp.MustCompile(`<code[^>]*>[A-Za-z0-9_-]{32}</code>|value="[A-Za-z0-9_-]{32}"`).FindString(body))
	pipe, out := io.Pipe()
	type answer struct {
		status int
		body   string
	}
	done := make(chan answer, 1)
	go func() {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL("/captions/en"), pipe)
		if err != nil {
			t.Error(err)
			return
		}
		r.Header.Set("Authorization", "Bearer "+key)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		done <- answer{resp.StatusCode, string(b)}
	}()
	for _, text := range []string{"The river", "The river is longer"} {
		if _, err := io.WriteString(out, `{"line":"r1","text":"`+text+`"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		var l caption.Line
		if decode(t, reads.next(t, kind("caption.en")).Body, &l); l.Text != text {
			t.Errorf("told %+v, want %s", l, text)
		}
	}
	_, _ = io.WriteString(out, "\n{\"line\":\"r 2\"}\n")
	_ = out.Close()
	var told struct {
		Lines, Line int
		Error       struct{ Code, Text string }
	}
	select {
	case a := <-done:
		if err := json.Unmarshal([]byte(a.body), &told); err != nil || a.status != http.StatusBadRequest || told.Lines != 2 || told.Line != 4 || told.Error.Text == "" {
			t.Errorf("answered %d %s", a.status, a.body)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("no answer")
	}
	for name, key := range map[string]string{"no key": "", "a wrong key": "x"} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL("/captions/en"), strings.NewReader(`{"line":"a","text":"b"}`))
		r.Header.Set("Authorization", "Bearer "+key)
		if resp, err := http.DefaultClient.Do(r); err != nil || resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %v %v", name, resp, err)
		} else {
			resp.Body.Close()
		}
	}
}

// What was said in a recording is there as WebVTT, at its own time, to whoever may see the recording, and goes with it.
func TestCaptionsOfARecording(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	of, db := h.Plan.Seminar.ID, h.App.Store
	began := seminar.Millis(time.Now().Add(-time.Hour)).UTC()
	told := record.New("recording.started", map[string]string{})
	told.Seminar = of
	x := recording.Recording{ID: seminar.NewID(), Seminar: of, Began: began, Ended: began.Add(10 * time.Minute), Made: began.Add(11 * time.Minute), Cause: recording.ByHand}
	if err := db.SaveRecording(t.Context(), x, told); err != nil {
		t.Fatal(err)
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for _, l := range []caption.Line{
			{ID: "before", Language: "en", From: began.Add(-time.Minute), To: began, Text: "Not recorded"},
			{ID: "1", Language: "en", From: began.Add(90 * time.Second), To: began.Add(93 * time.Second), Text: "Good <morning>"},
			{ID: "1", Language: "zh-Hans", From: began.Add(90 * time.Second), To: began.Add(93 * time.Second), Text: "早上好"},
		} {
			if _, err := tx.Caption(of, l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	at := h.URL("/recording/" + string(x.ID) + "/captions/")
	member := h.Enter(h.With(seminar.Delegate, "online"))
	if status, body := member.Get(at + "en.vtt"); status != http.StatusOK || body != "WEBVTT\n\n1\n00:01:30.000 --> 00:01:33.000\nGood &lt;morning&gt;\n" {
		t.Errorf("in English: %d %q", status, body)
	}
	if status, body := member.Get(at + "zh-Hans.vtt"); status != http.StatusOK || !strings.Contains(body, "早上好") {
		t.Errorf("in Chinese: %d %q", status, body)
	}
	if status, _ := member.Get(at + "fr.vtt"); status != http.StatusNotFound {
		t.Errorf("in another language: %d", status)
	}
	if _, body := h.Stranger().Get(at + "en.vtt"); strings.Contains(body, "morning") {
		t.Errorf("a stranger reads %q", body)
	}
	if status, body := h.Enter(h.With(seminar.Organiser, "")).Post(h.URL("/recording/"+string(x.ID)+"/delete"), nil); status != http.StatusSeeOther {
		t.Fatalf("deleting: %d %s", status, body)
	}
	for _, language := range []string{"en", "zh-Hans"} {
		if left, err := db.Captions(t.Context(), of, language, began, x.Ended); err != nil || len(left) != 0 {
			t.Errorf("in %s there is still %+v, %v", language, left, err)
		}
	}
}
