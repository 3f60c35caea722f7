package browser_test

import (
	"bufio"
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/demo/clip"
	"aula/internal/i18n"
	"aula/internal/roll"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// showing is what a door's camera sees: passes held up one after the other, each with
// its number below it in blocks; number 0 is an empty hand.
type showing struct {
	svgs []string // the passes as the house draws them, from number 1
	film []int    // which of them, second by second
}

const (
	doorSide = 400 // of the picture, in pixels
	doorRate = 8   // pictures a second
)

var doorCounter = clip.Counter{Width: doorSide, X: 20, Y: 370, Block: 20}

func (s showing) write(t testing.TB) string {
	t.Helper()
	pictures := make([][]byte, len(s.svgs)+1)
	for n := range pictures {
		pictures[n] = s.picture(t, n)
	}
	grey := bytes.Repeat([]byte{128}, doorSide*doorSide/2)
	return write(t, "door.y4m", func(out *bufio.Writer) {
		fmt.Fprintf(out, "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n", doorSide, doorSide, doorRate)
		for _, n := range s.film {
			for range doorRate {
				out.WriteString("FRAME\n")
				out.Write(pictures[n])
				out.Write(grey)
			}
		}
	})
}

// modules finds the black modules of a code and the size of its field.
var (
	modules = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1`)
	viewBox = regexp.MustCompile(`viewBox="0 0 (\d+)`)
)

func (s showing) picture(t testing.TB, n int) []byte {
	t.Helper()
	luma := bytes.Repeat([]byte{dark}, doorSide*doorSide)
	fill := func(x, y, width, height int, value byte) {
		for row := y; row < y+height; row++ {
			copy(luma[row*doorSide+x:row*doorSide+x+width], bytes.Repeat([]byte{value}, width))
		}
	}
	for i := range clip.Bits + 2 {
		if i == 0 || i <= clip.Bits && n>>(clip.Bits-i)&1 == 1 {
			fill(doorCounter.X+i*doorCounter.Block, doorCounter.Y, doorCounter.Block, doorCounter.Block, bright)
		}
	}
	if n == 0 {
		return luma
	}
	number := func(text string) int {
		v, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	svg := s.svgs[n-1]
	side := number(viewBox.FindStringSubmatch(svg)[1])
	edge := (doorCounter.Y - 10) / side
	left := (doorSide - side*edge) / 2
	fill(left, 5, side*edge, side*edge, bright)
	for _, m := range modules.FindAllStringSubmatch(svg, -1) {
		fill(left+number(m[1])*edge, 5+number(m[2])*edge, number(m[3])*edge, edge, dark)
	}
	return luma
}

// ownPass is the code that a delegate's own page shows.
func ownPass(t testing.TB, h *apptest.House, p seminar.Person) string {
	t.Helper()
	status, svg := h.Enter(p).Get(h.URL("/pass.svg"))
	if status != 200 {
		t.Fatalf("the pass of %s: %d", p.Key, status)
	}
	return svg
}

// watchDoor notes when which pass is in the picture and when which verdict is shown.
const watchDoor = `(() => {
  const video = document.getElementById("camera"), verdict = document.getElementById("verdict");
  const canvas = document.createElement("canvas"), draw = canvas.getContext("2d", {willReadFrequently: true});
  window.door = {Held: [], Said: []};
  setInterval(() => {
    if (!video.videoWidth) return;
    canvas.width = video.videoWidth; canvas.height = video.videoHeight;
    draw.drawImage(video, 0, 0);
    const lit = i => draw.getImageData(20 + i * 20 + 10, 380, 1, 1).data[0] > 127;
    if (!lit(0) || lit(17)) return;
    let n = 0;
    for (let i = 1; i <= 16; i++) n = n * 2 + (lit(i) ? 1 : 0);
    if (n !== window.door.Held.at(-1)?.N) window.door.Held.push({At: performance.now(), N: n});
  }, 20);
  new MutationObserver(() => {
    if (verdict.hidden) return;
    const text = x => document.getElementById(x).innerText;
    window.door.Said.push({At: performance.now(), Key: verdict.dataset.key, Tone: verdict.dataset.tone, Name: text("verdict-name"), Organisation: text("verdict-organisation")});
  }).observe(verdict, {attributes: true, attributeFilter: ["hidden"]});
})(), 0`

type doorWatch struct {
	Held []struct {
		At float64
		N  int
	}
	Said []saidVerdict
}

type saidVerdict struct {
	At                            float64
	Key, Tone, Name, Organisation string
}

// answers returns the first verdict after each time that pass n was held up.
func (w doorWatch) answers(n int) (after []time.Duration, keys []string) {
	for i, h := range w.Held {
		if h.N != n || i == 0 {
			continue
		}
		for _, s := range w.Said {
			if s.At >= h.At && (i+1 == len(w.Held) || s.At < w.Held[i+1].At) {
				after, keys = append(after, time.Duration((s.At-h.At)*float64(time.Millisecond))), append(keys, s.Key)
				break
			}
		}
	}
	return after, keys
}

// A steward's phone reads passes from its camera: it says within a second of the
// picture who may come in and who may not, and the server has it.
func TestDoorReadsPasses(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	h := apptest.Start(t, apptest.Options{Data: data})
	ours := h.With(seminar.Delegate, "main")
	gone := h.Person("d002")
	other := h.With(seminar.Delegate, "east")
	svgs := []string{ownPass(t, h, ours), ownPass(t, h, gone), foreign(t, data, ours), ownPass(t, h, other)}
	withdraw(t, h, gone)
	film := showing{svgs, []int{0, 0, 1, 1, 0, 0, 0, 2, 2, 0, 0, 0, 3, 3, 0, 0, 0, 4, 4, 0, 0, 0}}.write(t)

	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, CameraFile: film, Whole: true}).Guest()
	enter(h, tab, h.With(seminar.Steward, "main"))
	tab.Go(h.URL("/door/main"))
	tab.Run(watchDoor)
	organisation, _ := named(h.Plan, ours.Organisation)
	var w doorWatch
	eventually(t, "four verdicts, each of them in time", func() string {
		tab.Run(`document.querySelector('#verdict[data-tone="no"] button')?.click()`) // a refusal stays until it has been read
		w = browsertest.Eval[doorWatch](tab, `window.door`)
		for i, key := range []string{"door.welcome", "door.withdrawn", "door.other_seminar", "door.guest"} {
			n := i + 1
			after, keys := w.answers(n)
			if len(keys) == 0 {
				return fmt.Sprintf("pass %d has no verdict", n)
			}
			if keys[0] != key {
				t.Fatalf("pass %d is told %v, want %s first", n, keys, key)
			}
			if slices.Min(after) > time.Second {
				return fmt.Sprintf("the verdicts of pass %d came after %s", n, after)
			}
		}
		return ""
	})
	for n := 1; n <= 4; n++ {
		after, keys := w.answers(n)
		t.Logf("pass %d: %v after %s", n, keys, after)
	}
	// The film goes round and round, so the first verdict may be of any pass.
	if s := w.Said[slices.IndexFunc(w.Said, func(s saidVerdict) bool { return s.Key == "door.welcome" })]; s.Tone != "yes" || s.Name != ours.Name["en"] || s.Organisation != organisation.Name["en"] {
		t.Errorf("the verdict is %+v, want that of %s from %s", s, ours.Name["en"], organisation.Name["en"])
	}
	auditor := h.Enter(h.With(seminar.Auditor, ""))
	session, _ := h.Plan.Seminar.Session(lecture)
	main, _ := h.Plan.Seminar.Place("main")
	eventually(t, "the roll", func() string {
		r := theRoll(t, auditor, h)
		for _, p := range []seminar.Person{ours, other} {
			if c := cell(t, r, p, session.ID); len(c.Stays) != 1 || c.Place != main.ID || c.Stays[0].By != roll.ScanIn || c.Stays[0].End != roll.EndOpen {
				return fmt.Sprintf("%s: %+v", p.Key, c)
			}
		}
		return ""
	})
	if _, there := theRoll(t, auditor, h).Row(gone.ID); there {
		t.Error("who has withdrawn and was refused is on the roll")
	}
	tab.Quiet()
}

// Without a network the scanner opens, decides and keeps; nothing is lost when the
// server is killed and the phone's page is closed, and nothing counts twice.
func TestDoorWithoutANetwork(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	h := apptest.Start(t, apptest.Options{Data: data})
	where := port(t, h)
	var ours []seminar.Person // of the main hall
	main, _ := h.Plan.Seminar.Place("main")
	for _, p := range h.Plan.People {
		if p.Delegate && p.Place == main.ID {
			ours = append(ours, p)
		}
	}
	held, gone := ours[0], ours[1]
	film := showing{[]string{ownPass(t, h, held)}, []int{1}}.write(t)
	withdraw(t, h, gone)

	browser := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, CameraFile: film, Whole: true})
	tab := browser.Tab()
	d := &phone{t: t, h: h, tab: tab}
	enter(h, tab, h.With(seminar.Steward, "main"))
	tab.Go(h.URL("/door/main"))
	d.verdict("door.welcome", held)
	d.delivery("scanner.delivery.delivered", 0)
	tab.WaitUntil(`navigator.serviceWorker.controller !== null && caches.open("aula-door").then(async c => (await c.match(location.href)) && (await c.keys()).length > 3)`, patience)

	t.Log("the network goes")
	tab.Offline(true)
	tab.Go(h.URL("/door/main"))
	d.verdict("door.again", held) // the camera sees the pass again
	d.delivery("scanner.delivery.waiting", 1)
	d.find(ours[2])
	d.verdict("door.welcome", ours[2])
	d.misses(gone)
	d.delivery("scanner.delivery.waiting", 2)

	t.Log("the network is back")
	tab.Offline(false)
	d.delivery("scanner.delivery.delivered", 0)
	d.has(map[seminar.ID]int{held.ID: 2, ours[2].ID: 1, gone.ID: 0})

	t.Log("the server is killed, and the phone's page is closed")
	h.Close()
	d.find(ours[3])
	d.verdict("door.welcome", ours[3])
	d.find(ours[4])
	d.verdict("door.welcome", ours[4])
	d.delivery("scanner.delivery.waiting", 2)
	tab.Close()
	tab = browser.Tab()
	d.tab = tab
	tab.Go(h.URL("/door/main"))
	d.verdict("door.again", held)
	d.delivery("scanner.delivery.waiting", 3)
	h = apptest.Start(t, apptest.Options{Data: data, Port: where, Files: asExported(h)})
	d.h = h
	tab.Run(`dispatchEvent(new Event("online")), 0`)
	d.delivery("scanner.delivery.delivered", 0)
	d.has(map[seminar.ID]int{held.ID: 3, ours[2].ID: 1, gone.ID: 0, ours[3].ID: 1, ours[4].ID: 1})
	r := theRoll(t, h.Enter(h.With(seminar.Auditor, "")), h)
	session, _ := h.Plan.Seminar.Session(lecture)
	for _, p := range []seminar.Person{held, ours[2], ours[3], ours[4]} {
		if c := cell(t, r, p, session.ID); len(c.Stays) != 1 || c.Place != main.ID {
			t.Errorf("the roll says of %s %+v", p.Key, c)
		}
	}
	unexcepted(t, tab)
}

// phone is a steward's phone at the door.
type phone struct {
	t   *testing.T
	h   *apptest.House
	tab *browsertest.Tab
}

// find lets in somebody who has left the pass at home.
func (d *phone) find(p seminar.Person) {
	d.t.Helper()
	d.tab.Type("#find", p.Name["en"])
	d.tab.Tap(fmt.Sprintf(`#found li[data-key="%s"] button`, p.ID))
}

// misses looks for somebody who is not on the list.
func (d *phone) misses(p seminar.Person) {
	d.t.Helper()
	d.tab.Type("#find", p.Name["en"])
	d.tab.WaitFor("#found-none", patience)
	d.tab.Run(`document.getElementById("find").value = "", document.getElementById("find").dispatchEvent(new Event("input"))`)
}

// verdict waits for a verdict about somebody and takes it away. On a slow machine it may
// have gone by itself; what it said stays in the page.
func (d *phone) verdict(key string, p seminar.Person) {
	d.t.Helper()
	d.tab.WaitUntil(fmt.Sprintf(`document.querySelector('#verdict[data-key="%s"]')`, key), patience)
	if got := browsertest.Eval[string](d.tab, `document.getElementById("verdict-name").textContent`); p.ID != "" && got != p.Name["en"] {
		d.t.Errorf("the verdict is about %q, want %q", got, p.Name["en"])
	}
	d.tab.Run(`document.querySelector("#verdict button").click(), document.getElementById("verdict").dataset.key = ""`)
	d.tab.WaitGone("#verdict", patience)
}

// delivery waits for what the page says about what waits.
func (d *phone) delivery(key string, n int) {
	d.t.Helper()
	texts, err := i18n.Open()
	if err != nil {
		d.t.Fatal(err)
	}
	want := texts.Printer(seminar.English, nil).T(key, "n", n)
	eventually(d.t, "the page says "+want, func() string {
		if got := d.tab.Text("#delivery"); got != want {
			return "it says " + got
		}
		return ""
	})
}

// has fails unless the server has so many scans of each person, every one of them once.
func (d *phone) has(want map[seminar.ID]int) {
	d.t.Helper()
	evidence, err := d.h.App.Store.Evidence(d.t.Context(), d.h.Plan.Seminar.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	got := map[seminar.ID]int{}
	numbers := map[string]bool{}
	for _, e := range evidence {
		if e.Kind != roll.ScanIn {
			continue
		}
		number := fmt.Sprint(e.Device, " ", e.Sequence)
		if numbers[number] {
			d.t.Errorf("scan %s counts twice", number)
		}
		numbers[number] = true
		got[e.Person]++
	}
	for person, n := range want {
		if got[person] != n {
			d.t.Errorf("the server has %d scans of %s, want %d", got[person], person, n)
		}
	}
}

// withdraw takes a delegate off the list, as an organiser's new file would.
func withdraw(t testing.TB, h *apptest.House, p seminar.Person) {
	t.Helper()
	files := asExported(h)
	lines := strings.Split(string(files[1].Data), "\n")
	i := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, p.Key+",") })
	lines[i] = strings.Replace(lines[i], ",active", ",withdrawn", 1)
	files[1].Data = []byte(strings.Join(lines, "\n"))
	in, err := seminarfile.Prepare(t.Context(), h.App.Store, files, time.Now())
	if err == nil {
		err = in.Apply(t.Context(), h.App.Store, "")
	}
	if err == nil {
		h.Plan, err = h.App.Store.Plan(t.Context(), h.Plan.Seminar.Key)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// asExported returns the seminar's files as they stand.
func asExported(h *apptest.House) []seminarfile.Source {
	toml, csv := seminarfile.Write(h.Plan)
	return []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: csv}}
}

// foreign is a pass of another seminar on the same server.
func foreign(t testing.TB, data string, p seminar.Person) string {
	t.Helper()
	keys, err := pass.Open(filepath.Join(data, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := keys.Sign(pass.Pass{Seminar: seminar.NewID(), Person: p.ID, NotAfter: time.Now().Add(time.Hour), Version: 1})
	if err != nil {
		t.Fatal(err)
	}
	svg, err := pass.QR(text, "")
	if err != nil {
		t.Fatal(err)
	}
	return svg
}

func named(p *seminarfile.Plan, id seminar.ID) (seminar.Organisation, bool) {
	i := slices.IndexFunc(p.Organisations, func(o seminar.Organisation) bool { return o.ID == id })
	if i < 0 {
		return seminar.Organisation{}, false
	}
	return p.Organisations[i], true
}
