package hall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"aula/internal/media/crowd"
)

// Janus is measured as Debian packages it: the VideoRoom plugin over its HTTP
// interface, two event loops, a room without a limit of its rate, no other plugin.

const (
	janusRoom = 1
	janusFeed = 7
)

var janusFiles = map[string]string{
	"janus.jcfg": `general: {
	configs_folder = "DIR"
	plugins_folder = "PACKAGE/plugins"
	transports_folder = "PACKAGE/transports"
	events_folder = "PACKAGE/events"
	loggers_folder = "PACKAGE/loggers"
	debug_level = 2
	session_timeout = 0
	event_loops = 2
}
media: { ipv6 = false }
plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so" }
transports: { disable = "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_websockets.so" }
`,
	"janus.transport.http.jcfg": `general: { base_path = "/janus", http = true, port = PORT, interface = "lo", ip = "127.0.0.1", https = false }
admin: { admin_http = false, admin_https = false }
`,
	"janus.plugin.videoroom.jcfg": `general: { }
room-1: { description = "hall", publishers = 1, bitrate = 0, fir_freq = 0, audiocodec = "opus", videocodec = "vp8", record = false }
`,
}

// newJanus returns the peer, or errNoJanus.
func newJanus() (peer, error) {
	program, err := exec.LookPath("janus")
	if err != nil {
		return nil, errNoJanus
	}
	folders, err := filepath.Glob("/usr/lib/*/janus")
	if err != nil || len(folders) == 0 {
		return nil, errNoJanus
	}
	return &webrtc{launch: func() (*child, doors, error) { return launchJanus(program, folders[0]) }}, nil
}

func launchJanus(program, folder string) (*child, doors, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	dir, err := os.MkdirTemp("", "aula-bench-janus-")
	if err != nil {
		return nil, nil, err
	}
	fill := strings.NewReplacer("DIR", dir, "PACKAGE", folder, "PORT", strconv.Itoa(port))
	for name, text := range janusFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(fill.Replace(text)), 0o600); err != nil {
			return nil, nil, err
		}
	}
	cmd := exec.Command(program, "-F", dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	c := &child{process: cmd, input: janusEnd{in, cmd.Process, dir}, told: fmt.Sprintf("http://127.0.0.1:%d/janus", port)}
	for range 100 {
		if resp, err := http.Get(c.told + "/info"); err == nil {
			resp.Body.Close()
			return c, janusDoors{c.told}, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.stop()
	return nil, nil, errors.New("janus does not answer")
}

// janusEnd ends Janus, which does not care for its input.
type janusEnd struct {
	input   interface{ Write([]byte) (int, error) }
	process *os.Process
	dir     string
}

func (e janusEnd) Write(b []byte) (int, error) { return e.input.Write(b) }

func (e janusEnd) Close() error {
	return errors.Join(e.process.Signal(syscall.SIGTERM), os.RemoveAll(e.dir))
}

type janusDoors struct{ base string }

func (d janusDoors) publisher() crowd.Door    { return &janusDoor{base: d.base, publishes: true} }
func (d janusDoors) viewer(string) crowd.Door { return &janusDoor{base: d.base} }

// janusDoor speaks the HTTP interface of Janus. A publisher offers; a viewer is
// offered what the publisher sends.
type janusDoor struct {
	base      string
	publishes bool
	session   string // URL
	handle    string // URL
}

// janusMessage is what we say and what we hear.
type janusMessage struct {
	Janus       string         `json:"janus"`
	Transaction string         `json:"transaction,omitempty"`
	Plugin      string         `json:"plugin,omitempty"`
	Body        map[string]any `json:"body,omitempty"`
	JSEP        *janusJSEP     `json:"jsep,omitempty"`
	Data        *struct {
		ID int64 `json:"id"`
	} `json:"data,omitempty"`
	PluginData *struct {
		Data struct {
			Error string `json:"error"`
		} `json:"data"`
	} `json:"plugindata,omitempty"`
}

type janusJSEP struct {
	Type string `json:"type"`
	SDP  string `json:"sdp"`
}

// Server is an address of this machine that is not loopback, where there is one: Janus
// tells no other. Packets to it stay in the machine all the same.
func (d *janusDoor) Server() string {
	addresses, _ := net.InterfaceAddrs()
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && !ip.IP.IsLoopback() {
			return net.JoinHostPort(ip.IP.String(), "9")
		}
	}
	return "127.0.0.1:9"
}

func (d *janusDoor) Offer(ctx context.Context) (string, error) {
	if d.publishes {
		return "", nil
	}
	return d.say(ctx, map[string]any{"request": "join", "ptype": "subscriber", "room": janusRoom, "feed": janusFeed}, nil)
}

func (d *janusDoor) Tell(ctx context.Context, sdp string) (string, error) {
	if d.publishes {
		return d.say(ctx, map[string]any{"request": "joinandconfigure", "ptype": "publisher", "room": janusRoom, "id": janusFeed},
			&janusJSEP{Type: "offer", SDP: sdp})
	}
	_, err := d.say(ctx, map[string]any{"request": "start"}, &janusJSEP{Type: "answer", SDP: sdp})
	return "", err
}

// say sends a message to the room and returns the description of the event that answers it.
func (d *janusDoor) say(ctx context.Context, body map[string]any, jsep *janusJSEP) (string, error) {
	if err := d.attach(ctx); err != nil {
		return "", err
	}
	if _, err := d.post(ctx, d.handle, janusMessage{Janus: "message", Body: body, JSEP: jsep}); err != nil {
		return "", err
	}
	for {
		m, err := d.call(ctx, http.MethodGet, d.session+"?maxev=1", nil)
		switch {
		case err != nil:
			return "", err
		case m.Janus != "event":
			continue // webrtcup, media and their like
		case m.PluginData != nil && m.PluginData.Data.Error != "":
			return "", errors.New("janus: " + m.PluginData.Data.Error)
		case m.JSEP != nil:
			return m.JSEP.SDP, nil
		}
		return "", nil
	}
}

// attach opens a session and a handle of the plugin, once.
func (d *janusDoor) attach(ctx context.Context) error {
	if d.handle != "" {
		return nil
	}
	m, err := d.post(ctx, d.base, janusMessage{Janus: "create"})
	if err != nil {
		return err
	}
	d.session = fmt.Sprintf("%s/%d", d.base, m.Data.ID)
	if m, err = d.post(ctx, d.session, janusMessage{Janus: "attach", Plugin: "janus.plugin.videoroom"}); err != nil {
		return err
	}
	d.handle = fmt.Sprintf("%s/%d", d.session, m.Data.ID)
	return nil
}

func (d *janusDoor) Leave(ctx context.Context) error {
	if d.session == "" {
		return nil
	}
	_, err := d.post(ctx, d.session, janusMessage{Janus: "destroy"})
	return err
}

func (d *janusDoor) post(ctx context.Context, to string, m janusMessage) (janusMessage, error) {
	m.Transaction = "t"
	body, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	m, err = d.call(ctx, http.MethodPost, to, body)
	if err == nil && m.Data == nil && (to == d.base || to == d.session) && m.Janus != "success" {
		err = fmt.Errorf("janus: %s", m.Janus)
	}
	return m, err
}

func (d *janusDoor) call(ctx context.Context, method, to string, body []byte) (janusMessage, error) {
	var m janusMessage
	req, err := http.NewRequestWithContext(ctx, method, to, bytes.NewReader(body))
	if err != nil {
		return m, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return m, err
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&m); err != nil {
		return m, err
	}
	if m.Janus == "error" {
		return m, errors.New("janus: error")
	}
	return m, nil
}
