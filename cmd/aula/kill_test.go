package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/internal/demo/plan"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/testpg"
)

// runAs is the environment variable that makes the test program the program itself,
// with these arguments.
const runAs = "AULA_TEST_RUN_AS"

// kills is how often each server is killed; AULA_KILLS says it otherwise.
const kills = 2

// phones is how many scanners are at work.
const phones = 12

// Scanners upload what they scan while their server is killed with kill -9 at any moment
// and started again. As scanners do, each sends again what was not answered. In the end
// every scan that was answered is there once, nothing is there that nobody scanned, and
// the record is whole.
func TestKilledAtTheDoors(t *testing.T) {
	for name, database := range map[string]func(*testing.T) string{
		"sqlite":   func(*testing.T) string { return "" },
		"postgres": func(t *testing.T) string { return testpg.Start(t).Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rounds := kills
			if n, err := strconv.Atoi(os.Getenv("AULA_KILLS")); err == nil {
				rounds = n
			}
			v := found(t, database(t))
			for range rounds {
				v.start(t)
				v.awaitUploads(t, int64(1+rand.IntN(3*phones)))
				time.Sleep(time.Duration(rand.IntN(int(20 * time.Millisecond))))
				v.kill(t)
			}
			v.start(t)
			v.deliver()
			v.stop(t)
			v.check(t, rounds)
		})
	}
}

// victim is a server that is killed, and the phones that scan for it.
type victim struct {
	dir, url string
	base     string
	args     []string  // how it is started; serve when nil
	out      io.Writer // hears what it says; nobody when nil
	process  *exec.Cmd
	phones   []*phone
	scanning sync.WaitGroup
	over     chan struct{} // closed when the phones have to deliver and stop
}

// run runs the program to its end.
func (v *victim) run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := v.command(args...).Output()
	if err != nil {
		t.Fatalf("aula %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (v *victim) command(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), runAs+"="+strings.Join(args, "\n"), "AULA_LISTEN="+strings.TrimPrefix(v.base, "http://"),
		"AULA_DATA="+filepath.Join(v.dir, "data"), "AULA_DATABASE="+v.url, "AULA_LOG_LEVEL=warn", "AULA_MEDIA_UDP=127.0.0.1:0", "GORACE=atexit_sleep_ms=0")
	c.Stderr = os.Stderr
	return c
}

// found founds the demonstration seminar, and gives each phone its steward.
func found(t *testing.T, url string) *victim {
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{dir: t.TempDir(), url: url, base: "http://localhost:" + port, over: make(chan struct{})}
	toml, csv := plan.Files(time.Now())
	for name, data := range map[string][]byte{"seminar.toml": toml, "people.csv": csv} {
		if err := os.WriteFile(filepath.Join(v.dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	v.run(t, "import", filepath.Join(v.dir, "seminar.toml"), filepath.Join(v.dir, "people.csv"))
	link := v.run(t, "invite", "--seminar", "demo", "--person", "steward-main", "--base", v.base)
	v.start(t)
	steward := enterAs(t, strings.TrimSpace(link[strings.LastIndex(link, ",")+1:]))
	codes := v.passes(t, steward)
	for i := range phones {
		p := &phone{device: fmt.Sprint("phone-", i), client: steward, address: v.base + "/s/demo/door/main/scans", codes: codes, sent: map[int64]scanned{}, answered: map[int64]bool{}}
		v.phones = append(v.phones, p)
		v.scanning.Go(func() { p.work(t, v.over) })
	}
	return v
}

// start starts the server and waits until it answers.
func (v *victim) start(t *testing.T) {
	t.Helper()
	if v.process != nil {
		return
	}
	args := v.args
	if args == nil {
		args = []string{"serve"}
	}
	v.process = v.command(args...)
	v.process.Stdout = v.out
	if err := v.process.Start(); err != nil {
		t.Fatal(err)
	}
	process := v.process
	t.Cleanup(func() { _ = process.Process.Kill() })
	awaitAnswer(t, v.base+"/healthz")
}

// awaitUploads waits until some more uploads were answered.
func (v *victim) awaitUploads(t *testing.T, more int64) {
	t.Helper()
	count := func() (n int64) {
		for _, p := range v.phones {
			n += p.uploads.Load()
		}
		return n
	}
	enough := count() + more
	for began := time.Now(); count() < enough; time.Sleep(time.Millisecond) {
		if time.Since(began) > 4*patience {
			t.Fatal("nothing is answered any more")
		}
	}
}

func (v *victim) kill(t *testing.T) {
	t.Helper()
	if err := v.process.Process.Kill(); err != nil {
		t.Fatal("it died by itself:", err)
	}
	_ = v.process.Wait()
	v.process = nil
}

// deliver lets the phones upload what they still hold, and ends their work.
func (v *victim) deliver() {
	close(v.over)
	v.scanning.Wait()
}

func (v *victim) stop(t *testing.T) {
	t.Helper()
	if err := v.process.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := v.process.Wait(); err != nil {
		t.Fatal("stopping:", err)
	}
	v.process = nil
}

// check compares what is kept with what the phones know.
func (v *victim) check(t *testing.T, rounds int) {
	v.run(t, "verify")
	ctx := context.Background()
	d, err := store.Open(ctx, filepath.Join(v.dir, "data"), v.url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	demo, err := d.Plan(ctx, "demo")
	if err != nil {
		t.Fatal(err)
	}
	type name struct {
		device   string
		sequence int64
	}
	there := map[name]int{}
	evidence, err := d.Evidence(ctx, demo.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	byDevice := map[string]*phone{}
	for _, p := range v.phones {
		byDevice[p.device] = p
	}
	for _, e := range evidence {
		there[name{e.Device, e.Sequence}]++
		p := byDevice[e.Device]
		if p == nil {
			t.Fatalf("evidence that no phone has sent: %+v", e)
		}
		s, sent := p.sent[e.Sequence]
		if !sent || p.codes[e.Person] != s.Code || !s.At.Equal(e.At) || s.Out != (e.Kind == roll.ScanOut) {
			t.Errorf("invented: %+v, sent was %+v", e, s)
		}
	}
	for e, err := range d.EntriesOf(ctx, demo.Seminar.ID, "gate.refused") {
		var told struct {
			Device   string
			Sequence int64
		}
		if err != nil || e.Decode(&told) != nil {
			t.Fatal(e, err)
		}
		there[name{told.Device, told.Sequence}]++
	}
	scans, uploads, cut := 0, int64(0), 0
	for _, p := range v.phones {
		uploads, cut, scans = uploads+p.uploads.Load(), cut+p.cut, scans+len(p.sent)
		for n := range p.sent {
			if !p.answered[n] || there[name{p.device, n}] != 1 {
				t.Errorf("%s %d: answered %v, there %d times", p.device, n, p.answered[n], there[name{p.device, n}])
			}
		}
	}
	if len(there) != scans {
		t.Errorf("%d scans are there, %d were sent", len(there), scans)
	}
	if _, _, err := record.Verify(d.Entries(ctx, demo.Seminar.ID, 0)); err != nil {
		t.Error(err)
	}
	if cut == 0 || uploads < int64(rounds) {
		t.Errorf("%d uploads were answered and %d cut off: the kills came at no bad moment", uploads, cut)
	}
	t.Logf("%d kills: %d scans in %d answered uploads, %d uploads cut off", rounds, scans, uploads, cut)
}

// passes returns the passes of everybody on the list of the door, by person.
func (v *victim) passes(t *testing.T, steward *browser) map[seminar.ID]string {
	list := steward.list(t, v.base+"/s/demo/door/main/list")
	return signAll(t, filepath.Join(v.dir, "data", "keys"), list.Seminar, list.People)
}
