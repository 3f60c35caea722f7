package door

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/testpg"
)

// house is a server of its own: aula serve, with a seminar in it and a steward signed in.
type house struct {
	program, dir, address string
	database              *testpg.Server // nil on SQLite
	url                   string         // of the database
	process               *exec.Cmd
	cookie                string
	codes                 []string // a pass of each delegate
	rushes                int
}

// build builds Aula into a folder that remove removes.
func build() (program string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "aula-bench-")
	if err != nil {
		return "", nil, err
	}
	program = filepath.Join(dir, "aula")
	cmd := exec.Command("go", "build", "-trimpath", "-o", program, "./cmd/aula")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", nil, errors.Join(fmt.Errorf("build: %w: %s", err, out), os.RemoveAll(dir))
	}
	return program, func() { _ = os.RemoveAll(dir) }, nil
}

func open(program, engine string, delegates int) (h *house, err error) {
	h = &house{program: program}
	if h.dir, err = os.MkdirTemp("", "aula-bench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if engine == postgres {
		if h.database, err = testpg.Open(true); err != nil {
			return nil, err
		}
		if h.url, err = h.database.NewDatabase(); err != nil {
			return nil, err
		}
	}
	if h.address, err = freeAddress(); err != nil {
		return nil, err
	}
	if err := h.found(delegates); err != nil {
		return nil, err
	}
	h.process = h.command("serve")
	if err := h.process.Start(); err != nil {
		return nil, err
	}
	return h, h.enter()
}

// found imports the seminar.
func (h *house) found(delegates int) error {
	toml, csv := files(delegates)
	for name, text := range map[string]string{"seminar.toml": toml, "people.csv": csv} {
		if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	_, err := h.aula("import", filepath.Join(h.dir, "seminar.toml"), filepath.Join(h.dir, "people.csv"))
	return err
}

func (h *house) command(args ...string) *exec.Cmd {
	c := exec.Command(h.program, args...)
	c.Env = append(os.Environ(), "AULA_LISTEN="+h.address, "AULA_DATA="+filepath.Join(h.dir, "data"), "AULA_DATABASE="+h.url, "AULA_MEDIA_UDP=127.0.0.1:0")
	c.Stderr = os.Stderr
	return c
}

func (h *house) aula(args ...string) (string, error) {
	out, err := h.command(args...).Output()
	if err != nil {
		return "", fmt.Errorf("aula %s: %w", args[0], err)
	}
	return string(out), nil
}

// enter signs the steward in and signs a pass for everybody on the list.
func (h *house) enter() error {
	line, err := h.aula("invite", "--seminar", "rush", "--person", "steward", "--base", "http://localhost:"+h.address[strings.LastIndex(h.address, ":")+1:])
	if err != nil {
		return err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar, Timeout: time.Minute}
	link := strings.TrimSpace(line[strings.LastIndex(line, ",")+1:])
	if err := await(client, "http://"+h.address+"/healthz"); err != nil {
		return err
	}
	resp, err := client.Post(link, "application/x-www-form-urlencoded", nil)
	if err != nil {
		return err
	}
	resp.Body.Close()
	at, err := url.Parse(link)
	if err != nil {
		return err
	}
	for _, c := range jar.Cookies(at) {
		h.cookie = c.String()
	}
	return h.sign(client, at.Scheme+"://"+at.Host)
}

func await(client *http.Client, address string) error {
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(5 * time.Millisecond) {
		resp, err := client.Get(address)
		if err == nil {
			resp.Body.Close()
			return nil
		}
	}
	return errors.New("the server does not answer")
}

func (h *house) sign(client *http.Client, base string) error {
	resp, err := client.Get(base + "/s/rush/door/main/list")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	var list struct {
		Seminar seminar.ID
		People  []struct{ ID seminar.ID }
	}
	if err := json.Unmarshal(body, &list); err != nil || len(list.People) == 0 {
		return fmt.Errorf("list of the door: status %d, %.200s: %w", resp.StatusCode, body, err)
	}
	keys, err := pass.Open(filepath.Join(h.dir, "data", "keys"))
	if err != nil {
		return err
	}
	for _, p := range list.People {
		code, err := keys.Sign(pass.Pass{Seminar: list.Seminar, Person: p.ID, NotAfter: time.Now().AddDate(0, 1, 0), Version: 1})
		if err != nil {
			return err
		}
		h.codes = append(h.codes, code)
	}
	return nil
}

// intact ends the server and has its record verified: every scan that was answered is told.
func (h *house) intact(runs []run) error {
	if err := h.stop(); err != nil {
		return err
	}
	out, err := h.aula("verify")
	if err != nil {
		return err
	}
	answered, told := 0, 0
	for _, r := range runs {
		answered += r.result.scans
	}
	for _, line := range strings.Split(out, "\n") {
		if _, rest, found := strings.Cut(line, ": "); found && strings.HasPrefix(line, "rush") {
			number, _, _ := strings.Cut(rest, " ")
			told, _ = strconv.Atoi(number)
		}
	}
	if told < answered {
		return fmt.Errorf("%d scans were answered and %d entries are told:\n%s", answered, told, out)
	}
	return nil
}

func (h *house) stop() error {
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

func (h *house) close() error {
	err := h.stop()
	if h.database != nil {
		h.database.Close()
	}
	return errors.Join(err, os.RemoveAll(h.dir))
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
