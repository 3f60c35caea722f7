// Package front is the one TCP port of a server. Plain HTTP, HTTPS and framed media arrive at the same address and are
// told apart by their first byte, so that http://host:8470 typed by mistake is answered too.
package front

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// firstByteWait is how long a connection may stay silent before it is closed.
const firstByteWait = 5 * time.Second

// Front listens on one port and hands each connection to the listener of its kind.
type Front struct {
	tcp       net.Listener
	tlsConfig *tls.Config // nil: TLS is not spoken
	log       *slog.Logger
	wait      time.Duration
	release   func() bool // lets go of Listen's ctx

	plain, encrypted, framed *inbox

	closing chan struct{} // closed by Close
	once    sync.Once
	work    sync.WaitGroup // connections whose first byte is awaited

	mu      sync.Mutex
	waiting map[net.Conn]struct{} // guarded by mu; nil once closed
}

// Listen opens addr, which is host:port. Connections queue until Serve is called. When ctx ends the Front closes.
//
// A nil tlsConfig means that TLS is not spoken here; such connections are closed.
func Listen(ctx context.Context, addr string, tlsConfig *tls.Config, log *slog.Logger) (*Front, error) {
	tcp, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("front: %w", err)
	}
	f := &Front{
		tcp:     tcp,
		log:     log,
		wait:    firstByteWait,
		closing: make(chan struct{}),
		waiting: map[net.Conn]struct{}{},
	}
	f.plain, f.encrypted, f.framed = f.newInbox(), f.newInbox(), f.newInbox()
	if tlsConfig != nil {
		f.tlsConfig = withHTTP2(tlsConfig)
	}
	f.release = context.AfterFunc(ctx, func() { _ = f.Close() })
	return f, nil
}

// withHTTP2 offers HTTP/2 first. http.Server sets HTTP/2 up for a plain and an encrypted listener at once only where its
// TLSConfig names it.
func withHTTP2(config *tls.Config) *tls.Config {
	config = config.Clone()
	for _, protocol := range []string{"http/1.1", "h2"} {
		if !slices.Contains(config.NextProtos, protocol) {
			config.NextProtos = append([]string{protocol}, config.NextProtos...)
		}
	}
	return config
}

// Addr is the address in use, with the port the system chose where port 0 was asked for.
func (f *Front) Addr() net.Addr { return f.tcp.Addr() }

// Media is the listener of connections that carry STUN, DTLS and RTP in frames (RFC 4571), as ICE does over TCP. It must
// be asked for before Serve; nobody asking, such connections are closed.
func (f *Front) Media() net.Listener {
	f.framed.taken = true
	return f.framed
}

// Serve answers with server what arrives in plain and, unless TLS is off, encrypted. It returns http.ErrServerClosed
// after server.Shutdown or Close, whereupon the port is closed too; and nil after Close of the Front. Call it once.
//
// It sets server.TLSConfig and, where they are zero, ReadHeaderTimeout and IdleTimeout, which a port open to everybody
// needs, and ErrorLog.
func (f *Front) Serve(server *http.Server) error {
	server.TLSConfig = f.tlsConfig
	if server.ReadHeaderTimeout == 0 {
		server.ReadHeaderTimeout = 10 * time.Second
	}
	if server.IdleTimeout == 0 {
		server.IdleTimeout = 2 * time.Minute
	}
	if server.ErrorLog == nil {
		server.ErrorLog = slog.NewLogLogger(f.log.Handler(), slog.LevelInfo)
	}
	f.plain.taken, f.encrypted.taken = true, f.tlsConfig != nil

	var parts sync.WaitGroup
	var plain, encrypted error
	parts.Go(f.accept)
	parts.Go(func() { plain = server.Serve(f.plain); _ = f.Close() })
	if f.tlsConfig != nil {
		parts.Go(func() { encrypted = server.ServeTLS(f.encrypted, "", ""); _ = f.Close() })
	}
	parts.Wait()
	f.work.Wait()
	for _, err := range []error{plain, encrypted} {
		if err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
	}
	return nil
}

// Close closes the port and every connection that has not said a byte yet. Those being served are server's to close.
func (f *Front) Close() error {
	var err error
	f.once.Do(func() {
		f.release()
		close(f.closing)
		err = f.tcp.Close()
		f.mu.Lock()
		defer f.mu.Unlock()
		for conn := range f.waiting {
			_ = conn.Close()
		}
		f.waiting = nil
	})
	return err
}

// accept takes connections until the port is closed. It never waits for one of them.
func (f *Front) accept() {
	var pause time.Duration
	for {
		conn, err := f.tcp.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // such as too many open files: others may soon close theirs
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
			f.log.Warn("a connection could not be accepted", "err", err, "pause", pause)
			select {
			case <-time.After(pause):
			case <-f.closing:
			}
		default:
			pause = 0
			f.work.Go(func() { f.sort(conn) })
		}
	}
}
