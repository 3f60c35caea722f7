package browsertest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// Firefox is one page in a running Firefox with a fresh profile, whose camera and microphone are a moving test picture
// and a tone. It is driven by WebDriver BiDi (W3C).
type Firefox struct {
	tb      testing.TB
	conn    *websocket.Conn
	context string
	last    int
	said    []string // what the console says, and exceptions
}

// preferences let a page have a camera, a microphone and loopback ICE without asking, and sound begin by itself.
var preferences = map[string]any{
	"app.update.disabledForTesting":                     true,
	"browser.shell.checkDefaultBrowser":                 false,
	"datareporting.policy.dataSubmissionEnabled":        false,
	"media.autoplay.default":                            0,
	"media.gmp-manager.updateEnabled":                   false,
	"media.navigator.permission.disabled":               true,
	"media.navigator.streams.fake":                      true,
	"media.peerconnection.ice.loopback":                 true,
	"media.peerconnection.ice.obfuscate_host_addresses": false,
	"network.captive-portal-service.enabled":            false,
	"network.connectivity-service.enabled":              false,
	"security.sandbox.content.level":                    0, // tests may run as root
	"toolkit.telemetry.reportingpolicy.firstRun":        false,
}

var listening = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

// OpenFirefox starts a Firefox that lives as long as the test. Where it is not installed the test is skipped; with
// CI=true in the environment it fails.
func OpenFirefox(tb testing.TB) *Firefox {
	tb.Helper()
	path := find(tb, "firefox-esr", "firefox")
	home := tb.TempDir()
	prefs, err := os.Create(filepath.Join(home, "user.js"))
	if err != nil {
		tb.Fatal(err)
	}
	for name, value := range preferences {
		told, _ := json.Marshal(value) // booleans and numbers
		fmt.Fprintf(prefs, "user_pref(%q, %s);\n", name, told)
	}
	if err := prefs.Close(); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-remote", "--profile", home, "--remote-debugging-port", "0", "about:blank")
	cmd.Env = append(os.Environ(), "HOME="+home, "MOZ_DISABLE_CONTENT_SANDBOX=1")
	said, err := cmd.StderrPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal("browsertest: starting Firefox: ", err)
	}
	tb.Cleanup(func() { cancel(); _ = cmd.Wait() })
	where := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				where <- m[1]
			}
		}
	}()
	f := &Firefox{tb: tb}
	select {
	case url := <-where:
		f.connect(url + "/session")
	case <-time.After(3 * patience):
		tb.Fatal("browsertest: Firefox does not say where it listens")
	}
	return f
}

func (f *Firefox) connect(url string) {
	f.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		f.tb.Fatal("browsertest: Firefox: ", err)
	}
	conn.SetReadLimit(1 << 24)
	f.conn = conn
	f.tb.Cleanup(func() { _ = conn.CloseNow() })
	f.call("session.new", map[string]any{"capabilities": map[string]any{}}, nil)
	f.call("session.subscribe", map[string]any{"events": []string{"log.entryAdded"}}, nil)
	var tree struct {
		Contexts []struct{ Context string }
	}
	f.call("browsingContext.getTree", map[string]any{}, &tree)
	if len(tree.Contexts) == 0 {
		f.tb.Fatal("browsertest: Firefox has no page")
	}
	f.context = tree.Contexts[0].Context
}

// call sends a command and waits for its answer.
func (f *Firefox) call(method string, params map[string]any, result any) {
	f.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	defer cancel()
	f.last++
	if err := wsjson.Write(ctx, f.conn, map[string]any{"id": f.last, "method": method, "params": params}); err != nil {
		f.tb.Fatalf("browsertest: Firefox: %s: %v", method, err)
	}
	for {
		var answer struct {
			ID             int
			Result         json.RawMessage
			Error, Message string
			Method         string
			Params         struct{ Level, Text string }
		}
		if err := wsjson.Read(ctx, f.conn, &answer); err != nil {
			f.tb.Fatalf("browsertest: Firefox: %s: %v", method, err)
		}
		if answer.Method == "log.entryAdded" {
			f.said = append(f.said, answer.Params.Level+": "+answer.Params.Text)
		}
		if answer.ID != f.last {
			continue
		}
		if answer.Error != "" {
			f.tb.Fatalf("browsertest: Firefox: %s: %s: %s", method, answer.Error, answer.Message)
		}
		if result != nil {
			if err := json.Unmarshal(answer.Result, result); err != nil {
				f.tb.Fatalf("browsertest: Firefox: %s: %v", method, err)
			}
		}
		return
	}
}

// Console is what the console says so far, each with its level in front.
func (f *Firefox) Console() []string {
	f.tb.Helper()
	f.call("session.status", map[string]any{}, nil) // what was said before comes before the answer
	return f.said
}

// Go opens an address and waits until it is loaded.
func (f *Firefox) Go(url string) {
	f.tb.Helper()
	f.call("browsingContext.navigate", map[string]any{"context": f.context, "url": url, "wait": "complete"}, nil)
}

// Click clicks the first element that fits.
func (f *Firefox) Click(selector string) {
	f.tb.Helper()
	f.Eval(fmt.Sprintf(`document.querySelector(%q).click()`, selector), nil)
}

// Eval evaluates a JavaScript expression, waits for a promise, and puts the value into result unless that is nil.
func (f *Firefox) Eval(expression string, result any) {
	f.tb.Helper()
	var said struct {
		Type             string
		Result           struct{ Value json.RawMessage }
		ExceptionDetails struct{ Text string }
	}
	f.call("script.evaluate", map[string]any{
		"expression": `(async () => JSON.stringify((await (` + expression + `)) ?? null))()`,
		"target":     map[string]any{"context": f.context}, "awaitPromise": true, "userActivation": true,
	}, &said)
	if said.Type != "success" {
		f.tb.Fatalf("browsertest: Firefox: %s: %s", short(expression), said.ExceptionDetails.Text)
	}
	var text string
	if err := json.Unmarshal(said.Result.Value, &text); err != nil {
		f.tb.Fatalf("browsertest: Firefox: %s: %v", short(expression), err)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal([]byte(text), result); err != nil {
		f.tb.Fatalf("browsertest: Firefox: %s: %v", short(expression), err)
	}
}

// WaitUntil waits until an expression is true.
func (f *Firefox) WaitUntil(expression string, within time.Duration) {
	f.tb.Helper()
	for end := time.Now().Add(within); ; time.Sleep(100 * time.Millisecond) {
		var yes bool
		if f.Eval(expression, &yes); yes {
			return
		}
		if time.Now().After(end) {
			f.tb.Fatalf("browsertest: Firefox: waiting until %s: not within %s", short(expression), within)
		}
	}
}
