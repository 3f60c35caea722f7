package browser_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/store"
)

// faults is a network that fails as networks do, a server that is out of breath, and a
// disk that is full now and then. Chance is drawn from a seed that outlives the page.
const faults = `(() => {
  const chance = () => {
    let s = Number(sessionStorage.seed ?? %d) + 0x6d2b79f5 | 0;
    sessionStorage.seed = s;
    s = Math.imul(s ^ s >>> 15, s | 1);
    s ^= s + Math.imul(s ^ s >>> 7, s | 61);
    return ((s ^ s >>> 14) >>> 0) / 4294967296;
  };
  const bad = () => sessionStorage.faults === "on";
  const real = window.fetch;
  window.fetch = async (url, init) => {
    if (!bad() || !/\/(scans|list)$/.test(url)) return real(url, init);
    const dice = chance();
    if (dice < .2) throw new TypeError("never sent");
    if (dice < .35) return new Response("{}", {status: 503});
    if (dice < .4) return new Response("<p>Sign in to this network</p>", {status: 200});
    const answer = await real(url, init);
    if (dice < .6) throw new TypeError("carried out, and the answer lost");
    if (dice < .75) await new Promise(done => setTimeout(done, 300));
    return answer;
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function(row) {
    const request = put.call(this, row);
    if (bad() && this.name === "scans" && chance() < .03) request.addEventListener("success", () => this.transaction.abort());
    return request;
  };
  // The number under which the page says that it has kept a scan; 0 when it says that it has not.
  window.scanned = text => new Promise(done => {
    new MutationObserver((_, self) => {
      self.disconnect();
      done(Number(document.querySelector("#recent li").dataset.number));
    }).observe(document.getElementById("recent"), {childList: true});
    type(text);
  });
})();`

// Whatever fails on the way, in whatever order: every scan that the page has shown as
// kept is on the server, once, under its number and with its person; and none that was
// shown as not counted.
func TestDoorAgainstEverythingThatFails(t *testing.T) {
	t.Parallel()
	const steps = 120
	h := apptest.Start(t, apptest.Options{})
	of := h.Plan.Seminar.ID
	ours := ofMain(h)[:20]
	var passes []string
	for _, p := range ours {
		passes = append(passes, passText(t, h, p))
	}
	seed := rand.Uint32()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(uint64(seed), 0))
	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, DenyMedia: true}).Tab()
	tab.Before(typing + fmt.Sprintf(faults, int32(seed)))
	d := scannerPage(t, h, tab)
	tab.Run(`sessionStorage.faults = "on", 0`)

	kept := map[int64]seminar.Person{}
	last, unkept, listed, reloads, evictions := -1, 0, 0, 0, 0 // listed: unkept, and named on the page that is open
	scan := func() int64 {
		t.Helper()
		n := chance.IntN(len(ours))
		for n == last { // the page takes the same pass, held up twice at once, for one scan
			n = chance.IntN(len(ours))
		}
		last = n
		quoted, _ := json.Marshal(passes[n])
		number := browsertest.Eval[int64](tab, fmt.Sprintf(`scanned(%s)`, quoted))
		if other, taken := kept[number]; taken {
			t.Fatalf("number %d was given to %s and to %s", number, other.Key, ours[n].Key)
		}
		if number == 0 {
			unkept++
			listed++
		} else {
			kept[number] = ours[n]
		}
		return number
	}
	for range steps {
		switch dice := chance.IntN(100); {
		case dice < 8:
			reloads++
			listed = 0
			tab.Go(h.URL("/door/main"))
			tab.WaitFor("#scanner[data-ready]", patience)
		case dice < 11: // as far as the page could notice: what is thrown away while no page is open is gone
			evictions++
			tab.Run(`new Promise((done, fail) => { const r = indexedDB.deleteDatabase("aula /s/demo"); r.onsuccess = done; r.onerror = fail; })`)
			for scan() == 0 {
			}
		case dice < 25:
			tab.Run(`dispatchEvent(new Event("online")), 0`)
		default:
			scan()
		}
	}
	tab.Run(`sessionStorage.faults = "off", dispatchEvent(new Event("online")), 0`)
	if listed == 0 {
		d.delivery("scanner.delivery.delivered", 0)
	} else {
		d.delivery("scanner.delivery.uncounted", listed)
	}
	t.Logf("%d scans kept, %d not; %d reloads, %d evictions", len(kept), unkept, reloads, evictions)

	gates := d.gates()
	if len(gates) != 1 {
		t.Fatalf("the server knows %d phones", len(gates))
	}
	if g := gates[0]; door.Count(g.Arrived) != int64(len(kept)) || len(g.Missing()) != 0 {
		t.Errorf("%v have arrived and %v are missing, of %d that were kept", g.Arrived, g.Missing(), len(kept))
	}
	err := h.App.Store.Write(t.Context(), func(tx *store.Tx) error {
		for number, p := range kept {
			s, err := tx.Scanned(of, gates[0].Device, number)
			if err != nil {
				return fmt.Errorf("scan %d: %w", number, err)
			}
			if s.Person != p.ID {
				t.Errorf("scan %d is of %s, want %s", number, s.Person, p.ID)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	want := map[seminar.ID]int{}
	for _, p := range kept {
		want[p.ID]++
	}
	d.has(want)
	for _, m := range tab.Console() {
		if m.Kind != "network" && !strings.Contains(m.Text, "Service Worker") {
			t.Errorf("the console says %s", m)
		}
	}
}
