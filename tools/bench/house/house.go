// Package house is a server of its own to be measured: aula serve, with a seminar in it.
package house

import (
	"encoding/csv"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// House is a running server.
type House struct {
	Data    string // its folder
	Address string // host:port

	program, dir, database string
	process                *exec.Cmd
}

// Build builds Aula into a folder that remove removes.
func Build() (program string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "aula-bench-")
	if err != nil {
		return "", nil, err
	}
	program = filepath.Join(dir, "aula")
	if err := Compile(".", "./cmd/aula", program); err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	return program, func() { _ = os.RemoveAll(dir) }, nil
}

// Compile builds a command of the module in a folder.
func Compile(module, path, program string) error {
	cmd := exec.Command("go", "build", "-C", module, "-trimpath", "-o", program, path)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w: %s", path, err, out)
	}
	return nil
}

// Open imports a seminar and serves it, on SQLite when database is "". The caller must Close it.
func Open(program, database, toml, csv string) (_ *House, err error) {
	h := &House{program: program, database: database}
	if h.dir, err = os.MkdirTemp("", "aula-bench-"); err != nil {
		return nil, err
	}
	h.Data = filepath.Join(h.dir, "data")
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	if h.Address, err = freeAddress(); err != nil {
		return nil, err
	}
	for name, text := range map[string]string{"seminar.toml": toml, "people.csv": csv} {
		if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	if _, err := h.Aula("import", filepath.Join(h.dir, "seminar.toml"), filepath.Join(h.dir, "people.csv")); err != nil {
		return nil, err
	}
	h.process = h.command("serve")
	if err := h.process.Start(); err != nil {
		return nil, err
	}
	return h, Await("http://" + h.Address + "/healthz")
}

func (h *House) command(args ...string) *exec.Cmd {
	c := exec.Command(h.program, args...)
	c.Env = append(os.Environ(), "AULA_LISTEN="+h.Address, "AULA_DATA="+h.Data, "AULA_DATABASE="+h.database, "AULA_MEDIA_UDP=127.0.0.1:0")
	c.Stderr = os.Stderr
	return c
}

// Aula runs a command of Aula on the same data and returns what it prints.
func (h *House) Aula(args ...string) (string, error) {
	out, err := h.command(args...).Output()
	if err != nil {
		return "", fmt.Errorf("aula %s: %w", args[0], err)
	}
	return string(out), nil
}

// PID is the number of the server's process.
func (h *House) PID() int { return h.process.Process.Pid }

// Visitor is somebody who is signed in.
type Visitor struct {
	*http.Client
	Base   string // http://localhost:PORT
	Cookie string // as a request says it
}

// Enter signs somebody in by an invitation.
func (h *House) Enter(seminar, person string) (Visitor, error) {
	_, port, _ := strings.Cut(h.Address, ":")
	v := Visitor{Base: "http://localhost:" + port}
	line, err := h.Aula("invite", "--seminar", seminar, "--person", person, "--base", v.Base)
	if err != nil {
		return v, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return v, err
	}
	v.Client = &http.Client{Jar: jar, Timeout: time.Minute}
	link := strings.TrimSpace(line[strings.LastIndex(line, ",")+1:])
	resp, err := v.Post(link, "application/x-www-form-urlencoded", nil)
	if err != nil {
		return v, err
	}
	resp.Body.Close()
	at, err := url.Parse(link)
	if err != nil {
		return v, err
	}
	for _, c := range jar.Cookies(at) {
		v.Cookie = c.String()
	}
	return v, nil
}

// Stop ends the server and waits for it.
func (h *House) Stop() error {
	if h.process == nil {
		return nil
	}
	p := h.process
	h.process = nil
	if err := p.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return p.Wait()
}

// Close stops the server and removes its folder.
func (h *House) Close() error { return errors.Join(h.Stop(), os.RemoveAll(h.dir)) }

// Await returns when a server answers.
func Await(address string) error {
	client := &http.Client{Timeout: time.Minute}
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(5 * time.Millisecond) {
		resp, err := client.Get(address)
		if err == nil {
			resp.Body.Close()
			return nil
		}
	}
	return errors.New("the server does not answer")
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// EnterAll signs everybody in and returns their cookies by their keys.
func (h *House) EnterAll(seminar string) (map[string]string, error) {
	_, port, _ := strings.Cut(h.Address, ":")
	out, err := h.Aula("invite", "--seminar", seminar, "--base", "http://localhost:"+port)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("invitations: %w", err)
	}
	stay := &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var mu sync.Mutex
	cookies, links := map[string]string{}, make(chan []string)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for row := range links {
				resp, wrong := stay.Post(row[len(row)-1], "application/x-www-form-urlencoded", nil)
				mu.Lock()
				if wrong != nil {
					err = errors.Join(err, wrong)
				} else {
					for _, c := range resp.Cookies() {
						cookies[row[0]] = c.Name + "=" + c.Value
					}
					resp.Body.Close()
				}
				mu.Unlock()
			}
		})
	}
	for _, row := range rows {
		if strings.HasPrefix(row[len(row)-1], "http") {
			links <- row
		}
	}
	close(links)
	wg.Wait()
	return cookies, err
}
