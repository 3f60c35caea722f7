package floor

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"aula/internal/seminar"
	"aula/tools/bench/house"
)

// server is what is measured.
type server interface {
	name() string
	pid() int
	target() target
	tell(n int) error // sends the next entry
	clear() error     // before the next crowd
	close() error
}

// aula is a hall with a session that runs; each entry is a hand that goes up in the hall.
type aula struct {
	*house.House
	desk      house.Visitor
	delegates []seminar.ID
	raised    int
}

// delegates is how many hands there are.
const delegates = 1000

func openAula(program string) (_ *aula, err error) {
	toml, csv := files(delegates)
	h, err := house.Open(program, "", toml, csv)
	if err != nil {
		return nil, err
	}
	a := &aula{House: h}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	if a.desk, err = h.Enter("floor", "desk"); err != nil {
		return nil, err
	}
	resp, err := a.desk.Get(a.desk.Base + "/s/floor/door/main/list")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var list struct {
		People []struct {
			ID       seminar.ID
			Delegate bool
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		return nil, fmt.Errorf("list of the door: %w", err)
	}
	for _, p := range list.People {
		a.delegates = append(a.delegates, p.ID)
	}
	return a, a.clear()
}

// files is a seminar with a discussion.
func files(delegates int) (toml, csv string) {
	var t, c strings.Builder
	fmt.Fprintf(&t, "[seminar]\nkey = \"floor\"\ntitle = {en = \"Hands in the hall\"}\nzone = \"UTC\"\nlanguages = [\"en\"]\nbegins = %q\n\n[policy]\npreset = \"plain\"\n\n", time.Now().UTC().Format(time.DateOnly))
	t.WriteString("[[places]]\nkey = \"main\"\nkind = \"main\"\nname = {en = \"Main hall\"}\n\n[[organisations]]\nkey = \"office\"\nname = {en = \"Office of Rivers\"}\n\n")
	t.WriteString("[[sessions]]\nkey = \"s0\"\nkind = \"exchange\"\ntitle = {en = \"Discussion\"}\nday = 1\nstarts = \"00:00\"\nends = \"23:00\"\n\n")
	c.WriteString("key,name:en,organisation,place,delegate,roles,status\ndesk,Desk,,main,no,chair; steward@main,active\noffice,Office,,main,no,organiser,active\nlistener,Listener,office,main,yes,,active\n")
	for i := range delegates {
		fmt.Fprintf(&c, "d%05d,Delegate %d,office,main,yes,,active\n", i, i)
	}
	return t.String(), c.String()
}

func (a *aula) name() string { return "aula" }
func (a *aula) pid() int     { return a.PID() }
func (a *aula) close() error { return a.Close() }

func (a *aula) target() target {
	return target{address: a.Address, cookie: a.desk.Cookie, socket: query("/s/floor/hall/socket", "mode", "hall"), events: "/s/floor/events"}
}

func (a *aula) tell(int) error {
	p := a.delegates[a.raised%len(a.delegates)]
	a.raised++
	return a.command(map[string]any{"do": "hand.raise", "person": p, "place": "main"})
}

// clear begins a session anew: all hands go down with the one before.
func (a *aula) clear() error {
	a.raised = 0
	for _, command := range []map[string]any{{"do": "session.close"}, {"do": "session.start", "session": "s0"}} {
		if err := a.command(command); err != nil && !errors.Is(err, errConflict) { // by its own clock the server begins it too
			return err
		}
	}
	return nil
}

func (a *aula) command(fields map[string]any) error {
	fields["op"] = seminar.NewID()
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return post(a.desk.Client, a.desk.Base+"/s/floor/floor", body)
}

var errConflict = errors.New("it is so already")

func post(client *http.Client, address string, body []byte) error {
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(resp.Body, 300))
		if resp.StatusCode == http.StatusConflict {
			return errConflict
		}
		return fmt.Errorf("%s: status %d: %s", address, resp.StatusCode, why)
	}
	return nil
}

// peer is centrifuge with its memory broker (tools/centrifuge).
type peer struct {
	process *exec.Cmd
	input   io.Closer
	address string
}

func openPeer(dir string) (*peer, error) {
	program := filepath.Join(dir, "centrifuge")
	if err := house.Compile("tools/centrifuge", ".", program); err != nil {
		return nil, err
	}
	p := &peer{process: exec.Command(program)}
	p.process.Stderr = os.Stderr
	in, err := p.process.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.input = in
	out, err := p.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.process.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	p.address = strings.TrimSpace(line)
	return p, err
}

func (p *peer) name() string { return "centrifuge" }
func (p *peer) pid() int     { return p.process.Process.Pid }
func (p *peer) clear() error { return nil }

func (p *peer) close() error {
	return errors.Join(p.input.Close(), p.process.Wait())
}

const connect = `{"id":1,"connect":{}}`

func (p *peer) target() target {
	return target{address: p.address, socket: "/connection/websocket", events: query("/connection/sse", "cf_connect", connect), hello: connect}
}

// tell sends the very entry that Aula sends for a hand.
func (p *peer) tell(n int) error {
	return post(http.DefaultClient, "http://"+p.address+"/publish", fmt.Appendf(nil, `{"seq":%d,"at":%q,"kind":"hand.raised","session":"0f3m9q1x7c2bd","place":"0f3m9q1x7c2be","body":{"hand":"0f3m9q1x7c2bf","person":{"id":"0f3m9q1x7c2bg","name":{"en":"Delegate %d"},"organisation":{"en":"Office of Rivers"}},"place":"0f3m9q1x7c2be","from":"branch"}}`,
		n+1000, time.Now().UTC().Format(time.RFC3339Nano), n))
}
