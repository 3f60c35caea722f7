package media

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// connectWithin is how long an answered offer may take to become a connection.
const connectWithin = 15 * time.Second

// Session is what a publisher or viewer holds after joining.
type Session struct {
	ID     string // 128 random bits, in URL-safe text
	Answer string // complete SDP answer; there is nothing to trickle from this side
	Tag    string // names the ICE session; a restart changes it to the new Fragment's Ufrag
}

// peer is one connection, of a publisher or of a viewer.
type peer struct {
	id   string
	name string
	room *room
	log  *slog.Logger
	pc   *webrtc.PeerConnection
	told []net.Addr // our addresses, best first

	negotiation sync.Mutex // one description at a time
	offer       *offer
	tag         string

	mu     sync.Mutex
	closed bool
	work   sync.WaitGroup // goroutines started with do
	late   *time.Timer    // ends a connection that never came up
}

func (p *Plane) newPeer(name string, r *room, o *offer, pc *webrtc.PeerConnection) (*peer, error) {
	var raw [16]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return nil, fmt.Errorf("media: session id: %w", err)
	}
	id := base64.RawURLEncoding.EncodeToString(raw[:])
	return &peer{
		id: id, name: name, room: r, offer: o, pc: pc, told: p.socket.told,
		log: p.log.With("room", r.name, "name", name),
	}, nil
}

// watch calls up once when the connection is up, and down when it has failed or
// did not come up in time. Down must be safe to call again.
func (p *peer) watch(up, down func()) {
	var once sync.Once
	late := time.AfterFunc(connectWithin, down)
	p.mu.Lock()
	p.late = late
	p.mu.Unlock()
	p.pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		p.log.Debug("media: connection", "state", s.String())
		switch s {
		case webrtc.PeerConnectionStateConnected:
			late.Stop()
			once.Do(up)
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			down()
		}
	})
}

// do runs f on a goroutine that close waits for. After close it does nothing.
func (p *peer) do(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.work.Go(f)
	}
}

// close ends the connection and waits for its goroutines.
func (p *peer) close() {
	p.mu.Lock()
	p.closed = true
	late := p.late
	p.mu.Unlock()
	if late != nil {
		late.Stop()
	}
	if err := p.pc.GracefulClose(); err != nil {
		p.log.Debug("media: close", "err", err)
	}
	p.work.Wait()
}

// accept takes the offer; tracks may be added after it and before answer.
func (p *peer) accept() error {
	err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: p.offer.raw})
	if err != nil {
		return fmt.Errorf("%w: %v", ErrOffer, err)
	}
	return nil
}

// answer completes the exchange with all of our candidates in it.
func (p *peer) answer(ctx context.Context) (*Session, error) {
	sdp, err := p.describe(ctx)
	if err != nil {
		return nil, err
	}
	ours, err := fragmentOf(sdp)
	if err != nil {
		return nil, fmt.Errorf("media: answer: %w", err)
	}
	p.tag = ours.Ufrag
	return &Session{ID: p.id, Answer: sdp, Tag: p.tag}, nil
}

func (p *peer) describe(ctx context.Context) (string, error) {
	answer, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("%w: %v", ErrOffer, err)
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(answer); err != nil {
		return "", fmt.Errorf("media: answer: %w", err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return tidy(p.pc.LocalDescription().SDP, p.told), nil
}

func (p *peer) standing() Standing {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	return Standing{Tag: p.tag, Theirs: p.offer.ufrag}
}

func (p *peer) trickle(f Fragment) error {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	if f.Ufrag != "" && f.Ufrag != p.offer.ufrag {
		return nil
	}
	for _, c := range f.Candidates {
		if err := p.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: c}); err != nil {
			p.log.Debug("media: candidate passed over", "candidate", c, "err", err)
		}
	}
	return nil
}

func (p *peer) restart(ctx context.Context, f Fragment) (Fragment, error) {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	if f.Ufrag == "" || f.Pwd == "" {
		return Fragment{}, fmt.Errorf("%w: a restart without credentials", ErrOffer)
	}
	renewed, err := readOffer(p.offer.renewed(f))
	if err != nil {
		return Fragment{}, err
	}
	before := p.offer
	p.offer = renewed
	if err := p.accept(); err != nil {
		p.offer = before
		return Fragment{}, err
	}
	sdp, err := p.describe(ctx)
	if err != nil {
		return Fragment{}, err
	}
	ours, err := fragmentOf(sdp)
	if err != nil {
		return Fragment{}, fmt.Errorf("media: restart: %w", err)
	}
	p.tag = ours.Ufrag
	return ours, nil
}
