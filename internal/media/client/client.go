// Package client is a headless publisher and viewer: it joins a media plane over
// WHIP and WHEP as an encoder or a browser would. It serves the demo, load
// measurements and tests.
package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// Target is an endpoint and how to be let in.
type Target struct {
	URL    string
	Bearer string       // sent as Authorization when not empty
	HTTP   *http.Client // for cookies, time-outs or a test's transport; nil is http.DefaultClient
}

// StatusError is an endpoint's refusal.
type StatusError struct {
	Status     int
	RetryAfter time.Duration // 0 when the endpoint does not say
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("endpoint answered %d %s", e.Status, http.StatusText(e.Status))
}

// refusedForGood reports whether to try again would be of no use.
func (e *StatusError) refusedForGood() bool {
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

// session is a joined connection.
type session struct {
	target Target
	url    string
	pc     *webrtc.PeerConnection
	state  chan webrtc.PeerConnectionState
}

// join offers pc's lines to the endpoint and takes the answer. On failure pc is closed.
func join(ctx context.Context, t Target, pc *webrtc.PeerConnection) (*session, error) {
	s := &session{target: t, pc: pc, state: make(chan webrtc.PeerConnectionState, 16)}
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		select {
		case s.state <- state:
		default:
		}
	})
	if err := s.negotiate(ctx); err != nil {
		pc.GracefulClose()
		return nil, err
	}
	return s, nil
}

func (s *session) negotiate(ctx context.Context) error {
	offer, err := s.pc.CreateOffer(nil)
	if err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	gathered := webrtc.GatheringCompletePromise(s.pc)
	if err := s.pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return ctx.Err()
	}
	answer, err := s.post(ctx, s.pc.LocalDescription().SDP)
	if err != nil {
		return err
	}
	if err := s.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	return nil
}

func (s *session) post(ctx context.Context, offer string) (string, error) {
	resp, err := s.target.do(ctx, http.MethodPost, s.target.URL, "application/sdp", offer)
	if err != nil {
		return "", fmt.Errorf("post: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		return "", statusError(resp)
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", fmt.Errorf("answer: %w", err)
	}
	s.url, err = resolve(s.target.URL, resp.Header.Get("Location"))
	return string(answer), err
}

// connected waits for the connection to be up.
func (s *session) connected(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case state := <-s.state:
			switch state {
			case webrtc.PeerConnectionStateConnected:
				return nil
			case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
				return fmt.Errorf("connection %s", state)
			}
		}
	}
}

// close tells the endpoint and ends the connection.
func (s *session) close() {
	if s.url != "" {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if resp, err := s.target.do(ctx, http.MethodDelete, s.url, "", ""); err == nil {
			resp.Body.Close()
		}
	}
	s.pc.GracefulClose()
}

func (t Target) do(ctx context.Context, method, to, kind, body string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, to, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if t.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+t.Bearer)
	}
	if t.HTTP != nil {
		return t.HTTP.Do(req)
	}
	return http.DefaultClient.Do(req)
}

func statusError(resp *http.Response) error {
	e := &StatusError{Status: resp.StatusCode}
	if wait, err := time.ParseDuration(resp.Header.Get("Retry-After") + "s"); err == nil {
		e.RetryAfter = wait
	}
	return e
}

func resolve(base, location string) (string, error) {
	b, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	l, err := b.Parse(location)
	if err != nil || location == "" {
		return "", fmt.Errorf("no usable Location: %q", location)
	}
	return l.String(), nil
}

// newAPI returns a WebRTC stack that finds a server on this machine too and
// notices within seconds that a server has gone.
func newAPI() *webrtc.API {
	var set webrtc.SettingEngine
	set.SetIncludeLoopbackCandidate(true)
	set.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	set.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	set.SetICETimeouts(3*time.Second, 5*time.Second, time.Second)
	return webrtc.NewAPI(webrtc.WithSettingEngine(set))
}
