package front

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"aula/internal/authority"
)

// A house is a running Front with a server that says how each request came.
type house struct {
	*Front
	server *http.Server
	trust  *x509.CertPool
	done   chan error // Serve's answer
}

// open starts a house; prepare, if any, runs before Serve.
func open(t *testing.T, encrypted bool, prepare func(*house)) *house {
	t.Helper()
	a, err := authority.Open(filepath.Join(t.TempDir(), "authority"))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{trust: x509.NewCertPool(), done: make(chan error, 1)}
	h.trust.AppendCertsFromPEM(a.RootPEM())
	var config *tls.Config
	if encrypted {
		config = &tls.Config{GetCertificate: a.GetCertificate}
	}
	h.Front, err = Listen(t.Context(), "127.0.0.1:0", config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	h.server = &http.Server{Handler: http.HandlerFunc(say)}
	if prepare != nil {
		prepare(h)
	}
	go func() { h.done <- h.Serve(h.server) }()
	t.Cleanup(func() { h.Close(); h.server.Close() })
	return h
}

func say(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/socket" {
		echo(w, r)
		return
	}
	fmt.Fprintf(w, "%s plain=%t loopback=%t", r.Proto, Plain(r), Loopback(r))
}

func echo(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer c.CloseNow()
	kind, message, err := c.Read(r.Context())
	if err == nil {
		_ = c.Write(r.Context(), kind, message)
	}
	c.Close(websocket.StatusNormalClosure, "")
}

// client speaks HTTP/2 where it is offered.
func (h *house) client(t *testing.T, http2 bool) *http.Client {
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: h.trust}, ForceAttemptHTTP2: http2}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func get(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	answer, err := client.Get(url)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}

func (h *house) dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", h.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	return conn
}

func TestOnePortSpeaksAll(t *testing.T) {
	h := open(t, true, nil)
	address := h.Addr().String()
	h1, h2 := h.client(t, false), h.client(t, true)
	const plain, h1s, h2s = "HTTP/1.1 plain=true loopback=true", "HTTP/1.1 plain=false loopback=true", "HTTP/2.0 plain=false loopback=true"

	silent := h.dial(t) // holds nobody up
	var group sync.WaitGroup
	for range 20 {
		for _, c := range []struct {
			client    *http.Client
			url, want string
		}{{h1, "http://" + address, plain}, {h1, "https://" + address, h1s}, {h2, "https://" + address, h2s}} {
			group.Go(func() {
				if got := get(t, c.client, c.url); got != c.want {
					t.Errorf("%s: %q, want %q", c.url, got, c.want)
				}
			})
		}
	}
	group.Wait()

	fmt.Fprint(silent, "GET / HTTP/1.0\r\n\r\n") // late, but welcome
	if answer, err := io.ReadAll(silent); err != nil || !strings.HasSuffix(string(answer), "HTTP/1.0 plain=true loopback=true") {
		t.Errorf("the late one got %q, %v", answer, err)
	}
}

func TestWebSocketsPassBothWays(t *testing.T) {
	h := open(t, true, nil)
	for _, scheme := range []string{"ws", "wss"} {
		t.Run(scheme, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			c, _, err := websocket.Dial(ctx, scheme+"://"+h.Addr().String()+"/socket", &websocket.DialOptions{HTTPClient: h.client(t, false)})
			if err != nil {
				t.Fatal(err)
			}
			defer c.CloseNow()
			if err := c.Write(ctx, websocket.MessageText, []byte("hand.raise")); err != nil {
				t.Fatal(err)
			}
			if _, got, err := c.Read(ctx); err != nil || string(got) != "hand.raise" {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestSilentConnectionsAreClosed(t *testing.T) {
	for name, said := range map[string]string{"nothing": "", "half a handshake": "\x16\x03\x01", "half a request": "GET /"} {
		t.Run(name, func(t *testing.T) {
			h := open(t, true, func(h *house) {
				h.wait = 30 * time.Millisecond
				h.server.ReadHeaderTimeout = 30 * time.Millisecond
			})
			conn := h.dial(t)
			fmt.Fprint(conn, said)
			if _, err := io.Copy(io.Discard, conn); err != nil && !closedByPeer(err) {
				t.Errorf("still open: %v", err)
			}
		})
	}
}

// closedByPeer tells a reset, which also ends a connection, from our own deadline.
func closedByPeer(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return !ok || !timeout.Timeout()
}

func TestPlainServerSpeaksNoTLS(t *testing.T) {
	h := open(t, false, nil)
	client := h.client(t, true)
	if got := get(t, client, "http://"+h.Addr().String()); got != "HTTP/1.1 plain=true loopback=true" {
		t.Errorf("plain: %q", got)
	}
	if _, err := client.Get("https://" + h.Addr().String()); err == nil {
		t.Error("TLS was answered")
	}
}

func TestFramedMediaGoesItsOwnWay(t *testing.T) {
	var media net.Listener
	h := open(t, true, func(h *house) { media = h.Media() })
	frame := []byte{0x00, 0x03, 'a', 'b', 'c'}
	conn := h.dial(t)
	if _, err := conn.Write(frame); err != nil {
		t.Fatal(err)
	}
	arrived, err := media.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer arrived.Close()
	conn.Close()
	var got bytes.Buffer
	if _, err := io.Copy(&got, arrived); err != nil || !bytes.Equal(got.Bytes(), frame) {
		t.Errorf("got %x, %v; want %x", got.Bytes(), err, frame)
	}
}

func TestFramedMediaNobodyAskedForIsClosed(t *testing.T) {
	h := open(t, true, nil)
	conn := h.dial(t)
	fmt.Fprint(conn, "\x00\x03abc")
	if _, err := io.Copy(io.Discard, conn); err != nil && !closedByPeer(err) {
		t.Errorf("still open: %v", err)
	}
}

func TestShutdownLeavesNothing(t *testing.T) {
	ends := map[string]struct {
		end  func(*house)
		want error
	}{
		"shutdown of the server": {func(h *house) { _ = h.server.Shutdown(t.Context()) }, http.ErrServerClosed},
		"close of the server":    {func(h *house) { _ = h.server.Close() }, http.ErrServerClosed},
		"close of the front":     {func(h *house) { _ = h.Close() }, nil},
	}
	for name, tt := range ends {
		t.Run(name, func(t *testing.T) {
			h := open(t, true, nil)
			client := h.client(t, true)
			get(t, client, "https://"+h.Addr().String())
			silent := h.dial(t)
			tt.end(h)
			if err := <-h.done; !errors.Is(err, tt.want) {
				t.Errorf("Serve returned %v, want %v", err, tt.want)
			}
			if _, err := io.Copy(io.Discard, silent); err != nil && !closedByPeer(err) {
				t.Errorf("the silent connection is still open: %v", err)
			}
			if _, err := net.Dial("tcp", h.Addr().String()); err == nil {
				t.Error("the port is still open")
			}
			stacks := make([]byte, 1<<20)
			if all := string(stacks[:runtime.Stack(stacks, true)]); strings.Contains(all, "front.(*Front)") || strings.Contains(all, "front.(*inbox)") {
				t.Errorf("goroutines are left:\n%s", all)
			}
		})
	}
}

func TestContextClosesTheFront(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f, err := Listen(ctx, "127.0.0.1:0", nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := f.Serve(&http.Server{}); err != nil {
		t.Errorf("Serve returned %v", err)
	}
}

func TestPortInUseIsSaid(t *testing.T) {
	h := open(t, false, nil)
	_, err := Listen(t.Context(), h.Addr().String(), nil, slog.New(slog.DiscardHandler))
	if want := "front: listen tcp " + h.Addr().String() + ": bind: address already in use"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
