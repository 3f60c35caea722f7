package media

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// Publication asks to send one video and/or one audio track into a room.
type Publication struct {
	Room      string
	Slot      Slot   // the slot the publisher offers itself for
	Publisher string // a publisher that comes again under this name and slot takes its own place
	Offer     string // SDP
	Standby   bool   // never goes on air by itself
}

// publisher sends tracks into a room.
type publisher struct {
	*peer
	slot    Slot
	standby bool
	since   time.Time
	clock   senderClock

	mu      sync.Mutex
	sources [2]*source // by kind
	up      bool       // the connection has been up
	left    bool
}

// Publish answers a publisher's offer. The first publisher to offer a slot that
// nobody was put on, or taken off, goes on air in it unless it stands by.
//
// It fails with ErrSlot, ErrOffer, ErrCodec or ErrClosed.
func (p *Plane) Publish(ctx context.Context, want Publication) (*Session, error) {
	if err := want.Slot.check(); err != nil {
		return nil, err
	}
	offer, err := readPublisherOffer(want.Offer)
	if err != nil {
		return nil, err
	}
	pc, err := p.engine.publisher(offer.passive)
	if err != nil {
		return nil, fmt.Errorf("media: publish: %w", err)
	}
	peer, err := p.newPeer(want.Publisher, p.room(want.Room), offer, pc)
	if err != nil {
		pc.Close()
		return nil, err
	}
	pub := &publisher{peer: peer, slot: want.Slot, standby: want.Standby, since: time.Now()}
	return p.join(ctx, pub, func() error { return pub.prepare(p) })
}

// join admits a member and answers its offer; a failure leaves nothing behind.
func (p *Plane) join(ctx context.Context, m member, prepare func() error) (*Session, error) {
	if err := p.admit(m); err != nil {
		m.connection().close()
		return nil, err
	}
	session, err := m.negotiate(ctx, prepare)
	if err != nil {
		p.Remove(m.connection().id)
		return nil, err
	}
	return session, nil
}

func (p *peer) negotiate(ctx context.Context, prepare func() error) (*Session, error) {
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	if err := prepare(); err != nil {
		return nil, err
	}
	session, err := p.answer(ctx)
	if err != nil {
		return nil, err
	}
	if rejected(session.Answer) {
		return nil, ErrCodec
	}
	return session, nil
}

func (pub *publisher) prepare(p *Plane) error {
	pub.pc.OnTrack(pub.receive)
	pub.watch(func() { pub.connected(p) }, func() { p.Remove(pub.id) })
	pub.room.addPublisher(pub)
	return pub.accept()
}

func (pub *publisher) connection() *peer { return pub.peer }

// connected tells the observer and ends an older session of the same publisher,
// whose place this one takes.
func (pub *publisher) connected(p *Plane) {
	pub.mu.Lock()
	pub.up = !pub.left
	if pub.up {
		p.observer.tell(func(o Observer) { o.PublisherStarted(pub.member()) })
	}
	pub.mu.Unlock()
	for _, id := range pub.room.older(pub) {
		p.Remove(id)
	}
}

func (pub *publisher) leave() {
	pub.room.removePublisher(pub)
	pub.mu.Lock()
	defer pub.mu.Unlock()
	pub.left = true
	if pub.up {
		pub.room.observer.tell(func(o Observer) { o.PublisherStopped(pub.member()) })
	}
}

func (pub *publisher) member() Member {
	return Member{Session: pub.id, Room: pub.room.name, Slot: pub.slot, Name: pub.name}
}

// receive begins to read a track whose first packet has come.
func (pub *publisher) receive(remote *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	src := newSource(pub, remote)
	pub.mu.Lock()
	pub.sources[src.kind] = src
	pub.mu.Unlock()
	pub.room.reconcileFor(pub)
	pub.do(src.read)
	pub.do(func() { src.readReports(receiver) })
}

func (pub *publisher) source(k kind) *source {
	pub.mu.Lock()
	defer pub.mu.Unlock()
	return pub.sources[k]
}
