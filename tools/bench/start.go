package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/internal/demo/plan"
)

// starts is how often the start is measured; the median is told.
const starts = 7

// idle is how long the server is left alone before its memory is read.
const idle = 5 * time.Second

// measureStart builds Aula, gives it the demonstration seminar, and measures how long
// it takes from the start of the process to the first page, what it needs while
// nobody is there, and how much script and style the first pages bring.
func measureStart([]string, bool) ([]figure, error) {
	dir, err := os.MkdirTemp("", "aula-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b := &bench{dir: dir, program: filepath.Join(dir, "aula")}
	if err := b.prepare(); err != nil {
		return nil, err
	}
	var took []float64
	for range starts {
		ms, err := b.start()
		if err != nil {
			return nil, err
		}
		took = append(took, ms)
		if len(took) < starts {
			b.stop()
		}
	}
	defer b.stop()
	slices.Sort(took)
	delegate, hall, err := b.pages()
	if err != nil {
		return nil, err
	}
	time.Sleep(idle)
	memory, err := b.memory()
	if err != nil {
		return nil, err
	}
	return []figure{
		{"start.first_page_ms", took[len(took)/2], "under 300"},
		{"idle.memory_mb", memory, "under 80"},
		{"page.delegate.gzip_kb", delegate, "under 30"},
		{"page.hall.gzip_kb", hall, "under 80"},
	}, nil
}

// bench is one server that is measured.
type bench struct {
	dir, program, base, invitation string
	process                        *exec.Cmd
}

func (b *bench) prepare() error {
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", b.program, "./cmd/aula")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	b.base = "http://localhost:" + port
	toml, csv := plan.Files(time.Now())
	for name, data := range map[string][]byte{"seminar.toml": toml, "people.csv": csv} {
		if err := os.WriteFile(filepath.Join(b.dir, name), data, 0o600); err != nil {
			return err
		}
	}
	if _, err := b.aula("import", filepath.Join(b.dir, "seminar.toml"), filepath.Join(b.dir, "people.csv")); err != nil {
		return err
	}
	line, err := b.aula("invite", "--seminar", "demo", "--person", "d085")
	if err != nil {
		return err
	}
	b.invitation = strings.TrimSpace(line[strings.LastIndex(line, ",")+1:])
	return nil
}

func (b *bench) command(args ...string) *exec.Cmd {
	c := exec.Command(b.program, args...)
	c.Env = append(os.Environ(), "AULA_LISTEN=127.0.0.1:"+b.base[strings.LastIndex(b.base, ":")+1:], "AULA_DATA="+filepath.Join(b.dir, "data"))
	return c
}

func (b *bench) aula(args ...string) (string, error) {
	out, err := b.command(args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("aula %s: %w: %s", args[0], err, out)
	}
	return string(out), nil
}

// start starts the server and returns the milliseconds until the programme was there.
func (b *bench) start() (float64, error) {
	b.process = b.command("serve")
	b.process.Stderr = os.Stderr
	began := time.Now()
	if err := b.process.Start(); err != nil {
		return 0, err
	}
	for time.Since(began) < 30*time.Second {
		resp, err := http.Get(b.base + "/s/demo")
		if err != nil {
			time.Sleep(time.Millisecond)
			continue
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err == nil && resp.StatusCode == http.StatusOK {
			return float64(time.Since(began).Microseconds()) / 1000, nil
		}
		return 0, fmt.Errorf("first page: status %d, %v", resp.StatusCode, err)
	}
	return 0, errors.New("no page after 30 s")
}

func (b *bench) stop() {
	http.DefaultClient.CloseIdleConnections()
	_ = b.process.Process.Signal(os.Interrupt)
	_ = b.process.Wait()
}

// memory returns the resident memory of the process in MB.
func (b *bench) memory() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.process.Process.Pid))
	if err != nil {
		return 0, err
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		return 0, errors.New("no VmRSS in the status of the process")
	}
	kb, err := strconv.ParseFloat(string(found[1]), 64)
	return kb / 1024, err
}

// pages returns the gzipped kB of script and style of the first page that a delegate
// sees, and of the hall.
func (b *bench) pages() (delegate, hall float64, err error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return 0, 0, err
	}
	client := &http.Client{Jar: jar, Timeout: 10 * time.Second}
	if delegate, err = weigh(client, b.base, b.invitation); err != nil {
		return 0, 0, err
	}
	resp, err := client.Post(b.invitation, "application/x-www-form-urlencoded", nil)
	if err != nil {
		return 0, 0, err
	}
	resp.Body.Close()
	hall, err = weigh(client, b.base, b.base+"/s/demo/hall")
	return delegate, hall, err
}

var assets = regexp.MustCompile(`(?:<script[^>]* src|<link rel="(?:stylesheet|modulepreload)" href)="([^"]+)"`)

// weigh adds up what the scripts and style sheets of a page weigh as they are sent.
func weigh(client *http.Client, base, address string) (kb float64, err error) {
	page, err := fetch(client, address, "")
	if err != nil {
		return 0, err
	}
	found := assets.FindAllSubmatch(page, -1)
	if len(found) == 0 {
		return 0, fmt.Errorf("%s has no script and no style", address)
	}
	for _, m := range found {
		data, err := fetch(client, base+string(m[1]), "gzip")
		if err != nil {
			return 0, err
		}
		kb += float64(len(data)) / 1000
	}
	return kb, nil
}

func fetch(client *http.Client, address, encoding string) ([]byte, error) {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding) // set by hand, so that the body stays as it was sent
	}
	resp, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: status %d", address, resp.StatusCode)
	}
	if encoding != "" && resp.Header.Get("Content-Encoding") != encoding {
		return nil, fmt.Errorf("%s was not sent as %s", address, encoding)
	}
	return io.ReadAll(resp.Body)
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
