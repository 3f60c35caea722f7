package media

import (
	"encoding/binary"
	"sync"
	"time"

	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/peer"
)

const (
	attendEvery   = 50 * time.Millisecond  // publishers are looked after: what is still missing is asked for again
	arrivalsEvery = 100 * time.Millisecond // what a publisher's rate control is told
	receivedEvery = time.Second            // receiver reports
)

// feedback tells a publisher how its packets arrive, from which it chooses its rate.
type feedback struct {
	publisher *publisher
	ssrc      uint32 // ours

	mu       sync.Mutex
	arrivals *twcc.Recorder
	told     time.Time
	reported time.Time
}

func newFeedback(pub *publisher) *feedback {
	const ssrc = 1
	return &feedback{publisher: pub, ssrc: ssrc, arrivals: twcc.NewRecorder(ssrc)}
}

// arrived notes a packet by its transport-wide number
// (draft-holmer-rmcat-transport-wide-cc-extensions-01).
func (f *feedback) arrived(h *rtp.Header, now time.Time) {
	if !h.Extension {
		return
	}
	for _, l := range f.publisher.lines {
		if l == nil {
			continue
		}
		if ext := h.GetExtension(l.Extensions[peer.TransportWide]); len(ext) >= 2 {
			f.mu.Lock()
			f.arrivals.Record(h.SSRC, binary.BigEndian.Uint16(ext), now.UnixMicro())
			f.mu.Unlock()
			return
		}
	}
}

// due returns what is to be told now.
func (f *feedback) due(now time.Time) (packets []rtcp.Packet) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.Sub(f.reported) >= receivedEvery {
		f.reported = now
		packets = append(packets, f.publisher.receiverReport(f.ssrc, now))
	}
	if now.Sub(f.told) >= arrivalsEvery && f.arrivals.PacketsHeld() > 0 {
		f.told = now
		packets = append(packets, f.arrivals.BuildFeedbackPacket()...)
	}
	return packets
}

func (pub *publisher) receiverReport(ssrc uint32, now time.Time) *rtcp.ReceiverReport {
	r := &rtcp.ReceiverReport{SSRC: ssrc}
	for _, s := range pub.sourcesNow() {
		s.mu.Lock()
		r.Reports = append(r.Reports, s.reception.Report(s.ssrc, now))
		s.mu.Unlock()
	}
	return r
}

func (pub *publisher) sourcesNow() (all []*source) {
	pub.mu.Lock()
	defer pub.mu.Unlock()
	for _, s := range pub.sources {
		all = append(all, s)
	}
	return all
}

// tell sends RTCP packets to the publisher.
func (pub *publisher) tell(packets ...rtcp.Packet) {
	raw, err := rtcp.Marshal(packets)
	if err != nil {
		pub.log.Debug("media: feedback", "err", err)
		return
	}
	pub.conn.Tell(raw)
}

// attend looks after all publishers until the plane is closed.
func (p *Plane) attend() {
	tick := time.NewTicker(attendEvery)
	defer tick.Stop()
	for {
		select {
		case <-p.closing:
			return
		case now := <-tick.C:
			for _, pub := range p.publishers() {
				pub.attend(now)
			}
		}
	}
}

func (p *Plane) publishers() (all []*publisher) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.sessions {
		if pub, ok := m.(*publisher); ok {
			all = append(all, pub)
		}
	}
	return all
}

func (pub *publisher) attend(now time.Time) {
	packets := pub.feedback.due(now)
	for _, s := range pub.sourcesNow() {
		if s.kind == audio {
			continue
		}
		s.mu.Lock()
		lost := s.missing.Ask(now)
		s.mu.Unlock()
		if lost != nil {
			packets = append(packets, &rtcp.TransportLayerNack{MediaSSRC: s.ssrc, Nacks: lost})
		}
	}
	if len(packets) > 0 {
		pub.tell(packets...)
	}
	pub.listen(now)
}

// A source that sends nothing for so long is silent. Slides may stand still for a while.
const (
	silentAfter      = 2 * time.Second
	slidesStillAfter = 10 * time.Second
)

// listen tells the observer when the publisher falls silent and when it is heard again.
func (pub *publisher) listen(now time.Time) {
	limit := silentAfter
	if pub.slot == Slides {
		limit = slidesStillAfter
	}
	pub.mu.Lock()
	defer pub.mu.Unlock()
	quiet := now.Sub(pub.heard) > limit
	if !pub.up || pub.left || quiet == pub.quiet {
		return
	}
	pub.quiet = quiet
	m := pub.member()
	pub.plane.observer.tell(func(o Observer) {
		if quiet {
			o.PublisherSilent(m)
		} else {
			o.PublisherHeard(m)
		}
	})
}
