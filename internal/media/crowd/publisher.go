package crowd

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/client"
	"aula/internal/media/codec"
)

// Source is what a publisher sends, in the order of its times. It is used by one goroutine.
type Source interface {
	Next() Unit
	WantKey()
}

// PublishOptions are optional.
type PublishOptions struct {
	Source Source // nil is the measured load
}

// Publisher is a publisher that has joined and sends.
type Publisher struct {
	link    *link
	door    Door
	source  Source
	started time.Time
	sender  sync.WaitGroup
	wantKey atomic.Bool

	// Guarded by the link's lock.
	video, audio *sending
	reportAt     time.Time
	plain        []byte
	sealed       []byte
}

// Sent is what a publisher has sent.
type Sent struct {
	Packets  uint64 // without those sent again
	Repeated uint64
}

// Publish joins by WHIP and sends until the publisher is closed or the link ends.
func (c *Crowd) Publish(ctx context.Context, t client.Target, o PublishOptions) (*Publisher, error) {
	p, err := c.PublishThrough(ctx, Endpoint(t), o)
	if err != nil {
		return nil, fmt.Errorf("publish %s: %w", t.URL, err)
	}
	return p, nil
}

// PublishThrough joins through a door.
func (c *Crowd) PublishThrough(ctx context.Context, d Door, o PublishOptions) (*Publisher, error) {
	p := &Publisher{door: d, source: o.Source}
	if p.source == nil {
		p.source = NewLoad()
	}
	var err error
	if p.link, err = c.open(d.Server(), nil); err != nil {
		return nil, err
	}
	if err := p.join(ctx, c); err != nil {
		p.Close()
		return nil, err
	}
	p.sender.Go(p.send)
	return p, nil
}

func (p *Publisher) join(ctx context.Context, c *Crowd) error {
	vp8, opus := videoFormats[0], audioFormats[0]
	p.video = newSending(90000, vp8.pt, vp8.again)
	p.audio = newSending(48000, opus.pt, 0)
	ours := &local{
		credentials: newCredentials(), fingerprint: c.fingerprint, setup: "actpass", address: p.link.here,
		lines: []localLine{
			{kind: "video", mid: "0", direction: "sendonly", formats: []format{vp8}, ssrc: p.video.ssrc, again: p.video.again},
			{kind: "audio", mid: "1", direction: "sendonly", formats: []format{opus}, ssrc: p.audio.ssrc},
		},
	}
	answer, err := p.door.Tell(ctx, ours.String())
	if err != nil {
		return err
	}
	theirs, err := readRemote(answer)
	if err != nil {
		return err
	}
	for _, l := range theirs.lines {
		if l.refused {
			return fmt.Errorf("the server takes no %s", l.kind)
		}
		if l.kind == "video" {
			if err := p.takeFormats(l); err != nil {
				return err
			}
		}
	}
	return p.link.connect(ctx, c, ours, theirs, true, p)
}

// takeFormats keeps to what the server takes.
func (p *Publisher) takeFormats(l remoteLine) error {
	if l.payloads[p.video.payload].name != codec.VP8 {
		return errors.New("the server takes no VP8")
	}
	p.video.againType = l.repeats(p.video.payload)
	return nil
}

// send sends each unit at its time.
func (p *Publisher) send() {
	p.started = time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		if p.wantKey.Swap(false) {
			p.source.WantKey()
		}
		u := p.source.Next()
		timer.Reset(time.Until(p.started.Add(u.At)))
		select {
		case <-p.link.gone:
			return
		case <-timer.C:
		}
		if !p.sendUnit(u) {
			return
		}
	}
}

func (p *Publisher) sendUnit(u Unit) bool {
	p.link.mu.Lock()
	defer p.link.mu.Unlock()
	stream := p.video
	if u.Sound {
		stream = p.audio
	}
	for i, body := range u.Payloads {
		if p.link.closed {
			return false
		}
		k := stream.next(u.At, !u.Sound && i == len(u.Payloads)-1, body)
		p.write(&k.head, k.body)
	}
	return true
}

// write encrypts and sends a packet. The link's lock must be held.
func (p *Publisher) write(head *rtp.Header, body []byte) {
	plain, err := head.Marshal()
	if err != nil {
		return
	}
	p.plain = append(append(p.plain[:0], plain...), body...)
	sealed, err := p.link.out.EncryptRTP(p.sealed[:0], p.plain, nil)
	if err != nil {
		return
	}
	p.sealed = sealed
	_ = p.link.socket.send(sealed, p.link.checks.chosen)
}

func (p *Publisher) takeRTP([]byte, time.Time) {}

// takeRTCP answers losses and requests for key frames.
func (p *Publisher) takeRTCP(packets []rtcp.Packet, _ time.Time) {
	for _, packet := range packets {
		switch m := packet.(type) {
		case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
			p.wantKey.Store(true)
		case *rtcp.TransportLayerNack:
			p.repeat(m)
		}
	}
}

func (p *Publisher) repeat(m *rtcp.TransportLayerNack) {
	stream := p.video
	if m.MediaSSRC == p.audio.ssrc {
		stream = p.audio
	}
	for _, pair := range m.Nacks {
		for _, seq := range pair.PacketList() {
			if head, body, ok := stream.find(seq); ok {
				p.write(&head, body)
			}
		}
	}
}

// tick sends the sender reports.
func (p *Publisher) tick(now time.Time) time.Time {
	if now.Before(p.reportAt) {
		return p.reportAt
	}
	p.reportAt = now.Add(reportEvery)
	if p.audio.packets == 0 {
		return p.reportAt
	}
	for _, s := range []*sending{p.video, p.audio} {
		name := &rtcp.SourceDescription{Chunks: []rtcp.SourceDescriptionChunk{{
			Source: s.ssrc, Items: []rtcp.SourceDescriptionItem{{Type: rtcp.SDESCNAME, Text: "crowd"}},
		}}}
		_ = p.link.sendRTCP([]rtcp.Packet{s.report(now, p.started), name})
	}
	return p.reportAt
}

// Sent returns what has been sent so far.
func (p *Publisher) Sent() Sent {
	p.link.mu.Lock()
	defer p.link.mu.Unlock()
	return Sent{Packets: uint64(p.video.packets) + uint64(p.audio.packets), Repeated: p.video.repeats + p.audio.repeats}
}

// Gone is closed when the connection has ended, by either side.
func (p *Publisher) Gone() <-chan struct{} { return p.link.gone }

// Close leaves and ends the connection.
func (p *Publisher) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	err := p.door.Leave(ctx)
	p.link.close(nil)
	p.sender.Wait()
	return err
}
