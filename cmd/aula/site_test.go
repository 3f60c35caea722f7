package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/internal/demo/plan"
	"aula/internal/seminar"
)

// A hall's own machine and its centre are killed with kill -9 at any moment while phones scan at the hall's door. In the end
// both have every scan that was answered, once, and both records are whole.
func TestKilledInABranchHall(t *testing.T) {
	t.Parallel()
	centre, laptop, said := eastHall(t)
	for i := range 3 {
		p := &phone{device: fmt.Sprint("phone-", i), client: laptop.steward, address: laptop.base + "/s/demo/door/east/scans", codes: laptop.codes, sent: map[int64]scanned{}, answered: map[int64]bool{}}
		laptop.phones = append(laptop.phones, p)
		laptop.scanning.Go(func() { p.work(t, laptop.over) })
	}
	for round := range 4 {
		laptop.awaitUploads(t, int64(5+rand.IntN(20)))
		time.Sleep(time.Duration(rand.IntN(int(20 * time.Millisecond))))
		if round%2 == 0 {
			laptop.kill(t)
		}
		if round < 3 {
			centre.kill(t)
			laptop.start(t) // without a line
			laptop.awaitUploads(t, 5)
			centre.start(t)
		}
		laptop.start(t)
	}
	laptop.deliver()
	waiting := regexp.MustCompile(`data-up="true"(?s:.*)id="waiting">0<`)
	for began := time.Now(); !waiting.MatchString(laptop.steward.page(t, laptop.base+"/s/demo/branch/east/site")); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > 4*patience {
			t.Fatalf("it is not delivered:\n%s", said)
		}
	}
	laptop.stop(t)
	centre.stop(t)
	laptop.check(t, 2)
	centre.phones = laptop.phones
	centre.check(t, 2)
	if s := said.String(); !strings.Contains(s, "the line is down") || !strings.Contains(s, "the line is there") || strings.Contains(s, laptop.key) {
		t.Errorf("in the terminal it said\n%s", s)
	}
	if info, err := os.Stat(filepath.Join(laptop.dir, "data", "site.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key is kept: %v, %v", info, err)
	}
}

// laptop is the own machine of a branch hall.
type laptop struct {
	*victim
	key     string
	steward *browser
	codes   map[seminar.ID]string
}

// eastHall founds the demonstration seminar at a centre and starts the own machine of its east hall.
func eastHall(t *testing.T) (*victim, *laptop, *words) {
	t.Helper()
	house := func() *victim {
		port, err := freePort()
		if err != nil {
			t.Fatal(err)
		}
		return &victim{dir: t.TempDir(), base: "http://localhost:" + port, over: make(chan struct{})}
	}
	centre := house()
	toml, csv := plan.Files(time.Now())
	for name, data := range map[string][]byte{"seminar.toml": toml, "people.csv": csv} {
		if err := os.WriteFile(filepath.Join(centre.dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	centre.run(t, "import", filepath.Join(centre.dir, "seminar.toml"), filepath.Join(centre.dir, "people.csv"))
	link := centre.run(t, "invite", "--seminar", "demo", "--person", "organiser", "--base", centre.base)
	centre.start(t)
	organiser := enterAs(t, strings.TrimSpace(link[strings.LastIndex(link, ",")+1:]))
	resp, err := organiser.PostForm(centre.base+"/s/demo/sites", url.Values{"place": {"east"}, "label": {"Laptop"}})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	key := regexp.MustCompile(`AULA_SITE_KEY=([A-Za-z0-9_-]{32}) aula site`).FindSubmatch(body)
	if err != nil || key == nil {
		t.Fatalf("no key: %v\n%.500s", err, body)
	}
	l, said := &laptop{victim: house(), key: string(key[1])}, &words{}
	l.args, l.out = []string{"site", "--from", centre.base + "/s/demo", "--key", l.key}, said
	l.start(t)
	local := regexp.MustCompile(`/i/[A-Za-z0-9_-]{32}`).FindString(said.String())
	if local == "" {
		t.Fatalf("no local link:\n%s", said)
	}
	l.args = []string{"site"} // it knows the rest
	l.steward = enterAs(t, l.base+local)
	list := l.steward.list(t, l.base+"/s/demo/door/east/list")
	l.codes = signAll(t, filepath.Join(centre.dir, "data", "keys"), list.Seminar, list.People)
	return centre, l, said
}

// words are what programs say in their terminals.
type words struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

func (b *browser) page(t *testing.T, address string) string {
	t.Helper()
	resp, err := b.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
