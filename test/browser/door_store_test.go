package browser_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// types lets a scanner type a pass.
func (d *phone) types(text string) {
	d.t.Helper()
	quoted, _ := json.Marshal(text)
	d.tab.Run(fmt.Sprintf(`type(%s)`, quoted))
}

// uncounted waits until the page says that a scan does not count, and takes that away.
func (d *phone) uncounted() {
	d.t.Helper()
	d.tab.WaitFor(`#verdict[data-key="unkept"][data-tone="no"]`, patience)
	if word := d.tab.Text("#verdict-word"); word != "Not counted" {
		d.t.Errorf("it says %q", word)
	}
	d.tab.Tap("#verdict button")
	d.tab.WaitGone("#verdict", patience)
}

// says waits until a line of the page says something.
func (d *phone) says(line, want string) {
	d.t.Helper()
	eventually(d.t, line+" says "+want, func() string {
		if got := d.tab.Text(line); !strings.Contains(got, want) {
			return "it says " + got
		}
		return ""
	})
}

// ballast takes all the room that the origin has, down to the last few bytes.
const ballast = `(async () => {
  const db = await new Promise(done => { const r = indexedDB.open("ballast"); r.onupgradeneeded = () => r.result.createObjectStore("b", {autoIncrement: true}); r.onsuccess = () => done(r.result); });
  for (let size = 8 << 20; size >= 16; ) {
    const put = await new Promise(done => {
      const tx = db.transaction("b", "readwrite");
      const noise = new Uint8Array(size);
      for (let at = 0; at < size; at += 65536) crypto.getRandomValues(noise.subarray(at, at + 65536));
      tx.objectStore("b").add(noise);
      tx.oncomplete = () => done(true);
      tx.onabort = () => done(false);
    });
    if (!put) size >>= 1;
  }
  db.close();
})()`

// A phone without room says of every scan that it does not count, keeps on deciding, and
// counts again when there is room.
func TestDoorWithoutRoom(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, DenyMedia: true}).Tab()
	tab.Before(typing)
	tab.Go(h.Base)
	tab.Room(h.Base, 20<<20)
	d := scannerPage(t, h, tab)
	d.types(passText(t, h, ours[0]))
	d.verdict("door.welcome", ours[0])
	d.delivery("scanner.delivery.delivered", 0)
	d.says("#safety", "may throw away what waits") // Chromium agrees to nothing in a window without a person

	tab.Run(ballast)
	for _, p := range ours[1:3] {
		d.types(passText(t, h, p))
		d.uncounted()
	}
	d.says("#safety", "no room on this phone")
	for _, p := range ours[1:3] {
		d.says("#unkept", p.Name["en"])
	}
	d.delivery("scanner.delivery.uncounted", 2)
	tab.Room(h.Base, -1)
	d.types(passText(t, h, ours[3]))
	d.verdict("door.welcome", ours[3])
	d.delivery("scanner.delivery.uncounted", 2)
	d.says("#safety", "may throw away what waits")
	d.says("#unkept", ours[2].Name["en"]) // still nowhere else
	d.has(map[seminar.ID]int{ours[0].ID: 1, ours[1].ID: 0, ours[2].ID: 0, ours[3].ID: 1})
	gates := d.gates()
	if len(gates) != 1 || len(gates[0].Missing()) != 0 || gates[0].Arrived[0].To != 2 {
		t.Errorf("the desk sees %+v: a scan that was not kept must not leave a gap", gates)
	}
	unexcepted(t, tab)
}

// What the browser throws away under an open page is written anew, with the same
// numbers: nothing that waits is lost, and nothing hides behind a number given twice.
func TestDoorWhoseStorageIsThrownAway(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, DenyMedia: true}).Tab()
	tab.Before(typing)
	d := scannerPage(t, h, tab)
	d.types(passText(t, h, ours[0]))
	d.verdict("door.welcome", ours[0])
	d.delivery("scanner.delivery.delivered", 0)
	tab.Offline(true)
	for _, p := range ours[1:3] {
		d.types(passText(t, h, p))
		d.verdict("door.welcome", p)
	}
	tab.Run(`new Promise((done, fail) => { const r = indexedDB.deleteDatabase("aula /s/demo"); r.onsuccess = done; r.onerror = fail; })`)
	d.types(passText(t, h, ours[3]))
	d.verdict("door.welcome", ours[3])
	d.says("#safety", "was written anew from this page")
	d.delivery("scanner.delivery.waiting", 3)
	kept := browsertest.Eval[[]int](tab, `new Promise(done => { const r = indexedDB.open("aula /s/demo"); r.onsuccess = () => { const q = r.result.transaction("scans").objectStore("scans").getAllKeys(); q.onsuccess = () => { r.result.close(); done(q.result); }; }; })`)
	if want := []int{2, 3, 4}; !slices.Equal(kept, want) && !slices.Equal(kept, []int{1, 2, 3, 4}) {
		t.Errorf("on the disk are %v, want %v", kept, want)
	}
	tab.Offline(false)
	d.delivery("scanner.delivery.delivered", 0)
	d.has(map[seminar.ID]int{ours[0].ID: 1, ours[1].ID: 1, ours[2].ID: 1, ours[3].ID: 1})
	if gates := d.gates(); len(gates) != 1 || len(gates[0].Missing()) != 0 {
		t.Errorf("the desk sees %+v, want one phone without a gap", gates)
	}
	unexcepted(t, tab)
}

// A browser that keeps nothing says so from the beginning, and of every scan.
func TestDoorThatKeepsNothing(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, DenyMedia: true}).Tab()
	tab.Before(typing + `IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); };`)
	d := scannerPage(t, h, tab)
	d.says("#safety", "Nothing that is scanned here counts")
	d.types(passText(t, h, ours[0]))
	d.uncounted()
	d.says("#unkept", ours[0].Name["en"])
	d.has(map[seminar.ID]int{ours[0].ID: 0})
	unexcepted(t, tab)
}

// A phone whose battery gives out has every scan that it has shown.
func TestDoorWhoseBatteryGivesOut(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	options := browsertest.Options{Width: 390, Height: 844, Touch: true, DenyMedia: true, Profile: t.TempDir()}
	tab := browsertest.Open(t, options).Tab()
	tab.Before(typing)
	d := scannerPage(t, h, tab)
	tab.Offline(true)
	want := map[seminar.ID]int{}
	for _, p := range ours[:5] {
		d.types(passText(t, h, p))
		d.verdict("door.welcome", p)
		want[p.ID] = 1
	}
	tab.Crash()
	d.tab = browsertest.Open(t, options).Tab()
	d.tab.Before(typing)
	enter(h, d.tab, h.With(seminar.Steward, "main")) // the login may have gone with the battery
	d.tab.Go(h.URL("/door/main"))
	d.delivery("scanner.delivery.delivered", 0)
	d.has(want)
	if gates := d.gates(); len(gates) != 1 || len(gates[0].Missing()) != 0 {
		t.Errorf("the desk sees %+v, want one phone without a gap", gates)
	}
	unexcepted(t, d.tab)
}
