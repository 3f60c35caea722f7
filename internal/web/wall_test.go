package web_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"aula/internal/apptest"
	"aula/internal/demo/clip"
	"aula/internal/floor"
	"aula/internal/media/client"
	"aula/internal/record"
	"aula/internal/seminar"
)

// air returns who is on air where, lost sources with why.
func air(t *testing.T, h *apptest.House, looker *apptest.Client) map[string]string {
	t.Helper()
	var s floor.State
	socket := join(t, h, looker, "console", 0)
	defer socket.close()
	decode(t, socket.next(t, kind("state")).Body, &s)
	all := map[string]string{}
	for slot, on := range s.Air {
		all[slot] = on.Label
		if on.Lost != nil {
			all[slot] += " " + string(on.Lost.Reason)
		}
	}
	return all
}

func wantAir(t *testing.T, what string, h *apptest.House, slots ...string) {
	t.Helper()
	want := map[string]string{}
	for i := 0; i < len(slots); i += 2 {
		want[slots[i]] = slots[i+1]
	}
	looker := h.Enter(h.With(seminar.Moderator, "")) // once: a person's fifth login ends the first
	eventually(t, what, func() bool { return maps.Equal(air(t, h, looker), want) })
}

// theEntries returns the kinds that the record tells, with the place of each.
func theEntries(t *testing.T, h *apptest.House, kinds ...string) (all []record.Entry) {
	t.Helper()
	for e, err := range h.App.Store.EntriesOf(t.Context(), h.Plan.Seminar.ID, kinds...) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// A computer becomes the device of a branch hall by a link that is confirmed once, and
// nobody else publishes as that hall.
func TestADeviceIsEnrolledBeforeItPublishesAsAHall(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	east, _ := h.Plan.Seminar.Place("east")
	desk := h.Enter(h.With(seminar.Operator, ""))
	for what, form := range map[string]url.Values{
		"a main hall": {"place": {"main"}, "label": {"Laptop"}}, "nowhere": {"place": {"moon"}, "label": {"Laptop"}}, "no name": {"place": {"east"}, "label": {" "}},
	} {
		if status, _ := desk.Post(h.URL("/devices"), form); status != http.StatusBadRequest {
			t.Errorf("an enrolment for %s: status %d", what, status)
		}
	}
	status, body := desk.Post(h.URL("/devices"), url.Values{"place": {string(east.ID)}, "label": {"Laptop at the projector"}})
	link := regexp.MustCompile(regexp.QuoteMeta(h.Base) + `/e/[A-Za-z0-9_-]{32}`).FindString(body)
	if status != http.StatusOK || link == "" || !strings.Contains(body, "<svg") {
		t.Fatalf("making an enrolment: status %d\n%.600s", status, body)
	}
	if _, again := desk.Get(h.URL("/devices")); strings.Contains(again, link) || !strings.Contains(again, "Laptop at the projector") {
		t.Error("the link is shown a second time, or its device is not listed")
	}

	device, late := h.Stranger(), h.Stranger()
	if status, body := device.Get(link); status != http.StatusOK || !strings.Contains(body, east.Name["en"]) {
		t.Fatalf("looking at the link: status %d\n%.300s", status, body)
	}
	if status, _ := device.Get(h.URL("/branch/east/screen")); status != http.StatusUnauthorized {
		t.Fatalf("looking at the link has enrolled: status %d", status)
	}
	if status, _ := device.Post(link, nil); status != http.StatusSeeOther {
		t.Fatalf("confirming: status %d", status)
	}
	if status, _ := late.Post(link, nil); status != http.StatusNotFound {
		t.Errorf("the link worked twice: status %d", status)
	}
	if status, _ := device.Get(h.URL("/branch/east/screen")); status != http.StatusOK {
		t.Errorf("the device's own page: status %d", status)
	}

	// Whom the wall refuses, and what the device may not.
	steward := h.Enter(h.With(seminar.Steward, "east"))
	for what, x := range map[string]struct {
		who  *apptest.Client
		slot string
		want int
	}{
		"nobody": {h.Stranger(), "wall", http.StatusUnauthorized}, "the hall's own steward": {steward, "wall", http.StatusForbidden},
		"a delegate":                  {h.Enter(h.With(seminar.Delegate, "east")), "wall", http.StatusForbidden},
		"the device to the programme": {device, "programme", http.StatusForbidden}, "the device to the floor": {device, "floor", http.StatusForbidden},
	} {
		_, refused := publish(t, h, x.slot, x.who.Client, "")
		wantRefusal(t, what, soon(t, what, refused), x.want)
	}
	if got := ask(t, device, http.MethodPost, h.URL("/hall/publish/wall-1"), "v=0"); got.status != http.StatusNotFound {
		t.Errorf("a slot of the wall by its number: status %d", got.status)
	}
	connected, refused := publish(t, h, "wall", device.Client, "")
	soon(t, "the device", connected)
	wantAir(t, "the hall to be on the wall", h, "wall-1", east.Name["en"])

	// Revoked, it ends at once and is signed out.
	id := regexp.MustCompile(`data-device="([^"]+)"`).FindStringSubmatch(second(desk.Get(h.URL("/devices"))))[1]
	if status, _ := desk.Post(h.URL("/devices/revoke"), url.Values{"device": {id}}); status != http.StatusSeeOther {
		t.Fatalf("revoking: status %d", status)
	}
	wantRefusal(t, "the revoked device", soon(t, "the end of its picture", refused), http.StatusUnauthorized)
	if status, _ := device.Get(h.URL("/branch/east/screen")); status != http.StatusUnauthorized {
		t.Errorf("the revoked device's page: status %d", status)
	}
	var told []string
	for _, e := range theEntries(t, h, "enrolment.made", "enrolment.confirmed", "enrolment.revoked") {
		told = append(told, e.Kind+" "+string(e.Place))
		if strings.Contains(string(e.Body), strings.TrimPrefix(link, h.Base+"/e/")) {
			t.Error("the record holds the secret")
		}
	}
	if want := []string{"enrolment.made " + string(east.ID), "enrolment.confirmed " + string(east.ID), "enrolment.revoked " + string(east.ID)}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func second(_ int, body string) string { return body }

// A device is nobody's: what is for people is closed to it, and another hall's page too.
func TestADeviceHasNoPersonsRights(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	device := h.Enrolled("east")
	for _, path := range []string{"/me", "/pass", "/branch/east", "/branch/west/screen", "/door/east", "/desk", "/console", "/devices", "/publish", "/roll"} {
		if status, _ := device.Get(h.URL(path)); status != http.StatusForbidden {
			t.Errorf("%s: status %d", path, status)
		}
	}
	running(t, h)
	if status, r := command(t, h, device, map[string]any{"do": "hand.raise", "op": op()}); status != http.StatusForbidden {
		t.Errorf("a device raises its hand: %d %+v", status, r)
	}
}

// Somebody at a branch hall's microphone is given the floor: the hall's one connection is
// the floor's picture and sound, and stays on the wall.
func TestABranchHallIsGivenTheFloor(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	east, _ := h.Plan.Seminar.Place("east")
	name := east.Name["en"]
	connected, _ := publish(t, h, "wall", h.Enrolled("east").Client, "")
	soon(t, "the device", connected)
	wantAir(t, "the wall", h, "wall-1", name)
	steward, chair := h.Enter(h.With(seminar.Steward, "east")), h.Enter(h.With(seminar.Chair, ""))
	must(t, h, steward, map[string]any{"do": "hand.raise", "op": op(), "person": h.With(seminar.Delegate, "east").ID, "place": "east", "mode": "branch"})
	viewer := h.Enter(h.With(seminar.Delegate, "online"))
	must(t, h, chair, map[string]any{"do": "turn.give", "op": op(), "hand": floorOfDelegate(t, h, viewer).Hands[0].Hand})
	wantAir(t, "the floor", h, "wall-1", name, "floor", name)

	v := watching(t, h, viewer, client.ViewOptions{Video: 7, Audio: 2})
	eventually(t, "its picture in both places and its sound on the floor", func() bool {
		got := linesWith(v)
		return got["floor video"] && got["wall-1 video"] && got["floor audio"] && !got["programme video"]
	})
	must(t, h, chair, map[string]any{"do": "turn.end", "op": op()})
	wantAir(t, "after the turn", h, "wall-1", name)
}

// watching joins as a player does, with so many lines.
func watching(t *testing.T, h *apptest.House, c *apptest.Client, o client.ViewOptions) *client.Viewer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	v, err := client.View(ctx, client.Target{URL: h.URL("/hall/watch"), HTTP: c.Client}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

// linesWith returns the lines on which pictures or sound have come: "floor video".
func linesWith(v *client.Viewer) map[string]bool {
	got := map[string]bool{}
	for _, l := range v.Counts() {
		if l.KeyFrames > 0 || l.Kind == "audio" && l.Packets > 0 {
			got[l.Slot+" "+l.Kind] = true
		}
	}
	return got
}

// A player that asks for one video and one sound gets the programme feed, whatever else is on air.
func TestAPlainPlayerGetsTheProgrammeFeed(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	operator := h.Enter(h.With(seminar.Operator, ""))
	for _, slot := range []string{"slides", "floor", "programme"} {
		connected, _ := publish(t, h, slot, operator.Client, "")
		soon(t, slot, connected)
	}
	name := h.With(seminar.Operator, "").Name["en"]
	wantAir(t, "three slots", h, "slides", name, "floor", name, "programme", name)
	v := watching(t, h, h.Enter(h.With(seminar.Delegate, "online")), client.ViewOptions{Video: 1, Audio: 1})
	want := map[string]bool{"programme video": true, "programme audio": true}
	eventually(t, "picture and sound of the programme", func() bool { return maps.Equal(linesWith(v), want) })
	if n := len(v.Counts()); n != 2 {
		t.Errorf("%d lines, want 2", n)
	}
}

// once is a network that lets one request through and no goodbye. It tells where the
// session is.
type once struct {
	http.RoundTripper
	session chan string
}

func (o once) RoundTrip(r *http.Request) (*http.Response, error) {
	if len(o.session) > 0 {
		return nil, context.DeadlineExceeded
	}
	resp, err := o.RoundTripper.RoundTrip(r)
	if err == nil {
		o.session <- resp.Header.Get("Location")
	}
	return resp, err
}

// A source that is lost keeps its slot and is waited for; one that says goodbye leaves it.
func TestLostIsAnotherThingThanEnded(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	operator := h.Enter(h.With(seminar.Operator, ""))
	name := h.With(seminar.Operator, "").Name["en"]
	picture, err := client.ReadClip(clip.Floor(), clip.FloorVoice())
	if err != nil {
		t.Fatal(err)
	}
	send := func() (session string, stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		connected, done := make(chan struct{}, 1), make(chan struct{})
		browser := *operator.Client
		network := once{http.DefaultTransport, make(chan string, 1)}
		browser.Transport = network
		go func() {
			defer close(done)
			_ = client.Publish(ctx, client.Target{URL: h.URL("/hall/publish/programme"), HTTP: &browser}, picture, client.PublishOptions{Connected: func() { connected <- struct{}{} }})
		}()
		soon(t, "the connection", connected)
		session = <-network.session
		network.session <- session
		return session, func() { cancel(); <-done }
	}
	_, lose := send()
	wantAir(t, "on air", h, "programme", name)
	lose()
	wantAir(t, "lost", h, "programme", name+" disconnected")
	session, stop := send()
	defer stop()
	wantAir(t, "back by itself", h, "programme", name)
	got := ask(t, operator, http.MethodDelete, h.Base+session, "")
	wantStatus(t, "saying goodbye at "+session, got.status, http.StatusOK, got.body)
	wantAir(t, "ended", h)
	var told []string
	for _, e := range theEntries(t, h, "air.put", "air.taken", "air.lost", "air.found") {
		told = append(told, e.Kind)
	}
	if want := []string{"air.put", "air.lost", "air.found", "air.taken"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

// The kill switch ends a source at once and keeps it out, also by another connection,
// until it is let in again. Only operators hear of it.
func TestTheKillSwitch(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	desk, delegate := h.Enter(h.With(seminar.Operator, "")), h.Enter(h.With(seminar.Delegate, "online"))
	speaker := h.With(seminar.Speaker, "")
	lectern := h.Enter(speaker)
	connected, refused := publish(t, h, "slides", lectern.Client, "")
	soon(t, "the connection", connected)
	wantAir(t, "on air", h, "slides", speaker.Name["en"])
	home, console := join(t, h, delegate, "home", 0), join(t, h, desk, "console", 0)
	home.next(t, kind("state")) // what comes now is heard
	console.next(t, kind("state"))
	publisher := sources(t, h, desk)[0].ID
	if status, r := command(t, h, delegate, map[string]any{"do": "source.bar", "op": op(), "publisher": publisher}); status != http.StatusForbidden {
		t.Fatalf("a delegate bars: %d %+v", status, r)
	}
	must(t, h, desk, map[string]any{"do": "source.bar", "op": op(), "publisher": publisher})
	wantRefusal(t, "the barred source", soon(t, "the end", refused), http.StatusForbidden)
	_, refused = publish(t, h, "programme", lectern.Client, "")
	wantRefusal(t, "another slot", soon(t, "a refusal", refused), http.StatusForbidden)
	wantAir(t, "barred", h)
	console.next(t, kind("source.barred"))
	for _, m := range home.until(t, kind("air.taken")) {
		if strings.HasPrefix(m.Kind, "source.") {
			t.Errorf("a delegate hears %s", m.raw)
		}
	}
	if first := join(t, h, delegate, "home", 0).next(t, kind("state")); strings.Contains(first.raw, "barred") {
		t.Errorf("a delegate is told who is barred: %s", first.raw)
	}
	must(t, h, desk, map[string]any{"do": "source.allow", "op": op(), "source": string(speaker.ID)})
	connected, _ = publish(t, h, "slides", lectern.Client, "")
	soon(t, "the connection after it was let in", connected)
	wantAir(t, "let in", h, "slides", speaker.Name["en"])
}

// What the operator silences no page can hear; the layout reaches every page.
func TestSoundAndLayoutAreForEverybody(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	desk := h.Enter(h.With(seminar.Operator, ""))
	connected, _ := publish(t, h, "programme", desk.Client, "")
	soon(t, "the connection", connected)
	must(t, h, desk, map[string]any{"do": "air.mute", "op": op(), "slot": "programme"})
	must(t, h, desk, map[string]any{"do": "layout.choose", "op": op(), "layout": "side", "fixed": true})
	viewer := h.Enter(h.With(seminar.Delegate, "online"))
	var s floor.State
	decode(t, join(t, h, viewer, "home", 0).next(t, kind("state")).Body, &s)
	if !s.IsMuted("programme") || s.Layout != (floor.Layout{Picture: floor.SideBySide, Fixed: true}) {
		t.Errorf("muted %v, layout %+v", s.Muted, s.Layout)
	}
	v := watching(t, h, viewer, client.ViewOptions{Video: 1, Audio: 1})
	eventually(t, "the picture without its sound", func() bool { return linesWith(v)["programme video"] })
	if linesWith(v)["programme audio"] {
		t.Error("a muted sound is heard")
	}
	must(t, h, desk, map[string]any{"do": "air.unmute", "op": op(), "slot": "programme"})
	eventually(t, "the sound", func() bool { return linesWith(v)["programme audio"] })
	for what, m := range map[string]map[string]any{"mutes": {"do": "air.mute", "slot": "programme"}, "arranges": {"do": "layout.choose", "layout": "wall"}} {
		m["op"] = op()
		if status, _ := command(t, h, viewer, m); status != http.StatusForbidden {
			t.Errorf("a delegate %s: status %d", what, status)
		}
	}
}

// The screens of the halls say how they receive, and the desk is told; nobody else speaks for a hall.
func TestTheDeskHearsHowEveryHallReceives(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	east, _ := h.Plan.Seminar.Place("east")
	desk := h.Enter(h.With(seminar.Operator, ""))
	report := map[string]any{"do": "report", "report": map[string]any{"code": "lossy", "kbps": 900, "lost": 7, "rtt": 31, "size": "1280×720"}}
	join(t, h, h.Enter(h.With(seminar.Delegate, "east")), "home", 0).say(t, report)
	device := join(t, h, h.Enrolled("east"), "device", 0)
	said := func() (code string, lost int) {
		var list struct {
			Halls []struct {
				Place  seminar.ID
				Report *struct {
					Code string
					Lost int
				}
			}
		}
		decode(t, []byte(second(desk.Get(h.URL("/desk/sources")))), &list)
		for _, x := range list.Halls {
			if x.Place == east.ID && x.Report != nil {
				return x.Report.Code, x.Report.Lost
			}
		}
		return "", 0
	}
	device.next(t, kind("state"))
	if code, _ := said(); code != "" {
		t.Fatalf("somebody who is no screen has spoken for the hall: %s", code)
	}
	device.say(t, report)
	eventually(t, "the hall's word", func() bool { code, lost := said(); return code == "lossy" && lost == 7 })
	if err := device.conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Log(err)
	}
}

// An operator looks at a source before it goes on air; nobody else may.
func TestAPreviewIsForOperators(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	desk := h.Enter(h.With(seminar.Operator, ""))
	speaker := h.Enter(h.With(seminar.Speaker, ""))
	connected, _ := publish(t, h, "wall", speaker.Client, "")
	soon(t, "the connection", connected)
	wantAir(t, "a speaker waits for the operator", h)
	address := h.URL("/hall/watch?source=" + sources(t, h, desk)[0].ID)
	for what, c := range map[string]*apptest.Client{"a delegate": h.Enter(h.With(seminar.Delegate, "online")), "the source": speaker, "a hall": h.Enrolled("east")} {
		if got := ask(t, c, http.MethodPost, address, "v=0", "Content-Type", "application/sdp"); got.status != http.StatusForbidden {
			t.Errorf("%s previews: status %d", what, got.status)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	v, err := client.View(ctx, client.Target{URL: address, HTTP: desk.Client}, client.ViewOptions{Video: 1, Audio: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	eventually(t, "picture and sound of what is not on air", func() bool {
		counts := v.Counts()
		return counts[0].KeyFrames > 0 && counts[1].Packets > 0
	})
	wantAir(t, "it is still not on air", h)
}
