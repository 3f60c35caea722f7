package crowd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"aula/internal/media/client"
)

// Door is how one viewer or publisher comes to an agreement with a server. It is used
// once, by one goroutine at a time.
type Door interface {
	// Server is host and port of the server; it tells on which of our addresses the
	// client can be reached.
	Server() string

	// Offer returns the server's offer, or "" where the client is to offer.
	Offer(ctx context.Context) (string, error)

	// Tell brings our description to the server and returns its answer, which is
	// empty when the server had offered.
	Tell(ctx context.Context, sdp string) (string, error)

	// Leave ends the session.
	Leave(ctx context.Context) error
}

// WHEP and WHIP differ in nothing that a client has to know: one POST of an offer,
// one DELETE of the session (RFC 9725, draft-ietf-wish-whep).
type endpoint struct {
	target  client.Target
	session string // URL
}

// Endpoint returns the door of one session at a WHIP or WHEP endpoint. Refusals are
// *client.StatusError.
func Endpoint(t client.Target) Door { return &endpoint{target: t} }

func (e *endpoint) Server() string {
	u, err := url.Parse(e.target.URL)
	if err != nil {
		return ""
	}
	if u.Port() == "" {
		return net.JoinHostPort(u.Hostname(), u.Scheme)
	}
	return u.Host
}

func (e *endpoint) Offer(context.Context) (string, error) { return "", nil }

func (e *endpoint) Tell(ctx context.Context, sdp string) (string, error) {
	resp, err := e.do(ctx, http.MethodPost, e.target.URL, sdp)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", fmt.Errorf("answer: %w", err)
	}
	if resp.StatusCode != http.StatusCreated {
		refusal := &client.StatusError{Status: resp.StatusCode}
		if wait, err := time.ParseDuration(resp.Header.Get("Retry-After") + "s"); err == nil {
			refusal.RetryAfter = wait
		}
		return "", refusal
	}
	base, err := url.Parse(e.target.URL)
	if err != nil {
		return "", err
	}
	at, err := base.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" {
		return "", fmt.Errorf("no usable Location: %q", resp.Header.Get("Location"))
	}
	e.session = at.String()
	return string(answer), nil
}

// Leave ends the session; one that the server has ended already is no mistake.
func (e *endpoint) Leave(ctx context.Context) error {
	if e.session == "" {
		return nil
	}
	resp, err := e.do(ctx, http.MethodDelete, e.session, "")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode >= 300 && resp.StatusCode != http.StatusNotFound {
		return errors.Join(err, &client.StatusError{Status: resp.StatusCode})
	}
	return err
}

func (e *endpoint) do(ctx context.Context, method, to, body string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, to, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/sdp")
	}
	if e.target.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+e.target.Bearer)
	}
	if e.target.HTTP != nil {
		return e.target.HTTP.Do(req)
	}
	return http.DefaultClient.Do(req)
}
