package media

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/peer"
	"aula/internal/media/quality"
	"aula/internal/media/udp"
)

// Viewing asks to receive a room's slots. The lines of the offer stand for slots in
// the order of Slots: first video programme, second slides, third floor and so on; first audio
// programme, second floor. In a circle those of both kinds stand for its seats. Further lines stay silent.
type Viewing struct {
	Room   string
	Viewer string
	Offer  string // SDP

	// Sound, when not empty, is a slot whose sound is the only line: an interpreter's voice.
	Sound Slot

	// Publisher, when not empty, is shown instead of the slots, on air or not: its picture and its sound on
	// the first line of each kind.
	Publisher string
}

// maxOutlets is how many lines of one kind and the other a viewer may have: all seats of a circle, or a preview beside them.
const maxOutlets = 2*12 + 2

// reportEvery is the time between two sender reports of a viewer's lines.
const reportEvery = time.Second

// viewer receives a room's slots.
type viewer struct {
	*seat
	plane   *Plane
	hand    *hand
	out     sender // belongs to the hand
	preview *preview
	sound   Slot
	outlets []*outlet // fixed; one for each line that is sent
	byFeed  [maxOutlets]*outlet
	blind   [maxOutlets]atomic.Bool // the viewer did not negotiate the codec on air
	up      atomic.Bool
	dropped atomic.Uint64 // packets that could not be sent
	report  time.Time     // when the next sender report is due; belongs to the hand
	way     quality.Way   // belongs to the hand

	joining sync.Mutex // held while the viewer comes or goes
	gone    bool
}

// sender is what a viewer's hand needs of its connection.
type sender interface {
	Send(b *udp.Batch, packet []byte) bool
	SendRTCP(b *udp.Batch, packets []byte) bool
}

// View answers a viewer's offer. It fails with ErrOffer, ErrCodec or ErrClosed.
func (p *Plane) View(_ context.Context, want Viewing) (*Session, error) {
	offer, err := peer.ReadOffer(want.Offer)
	if err != nil {
		return nil, err
	}
	if err := only(offer, "recvonly"); err != nil {
		return nil, err
	}
	v := &viewer{plane: p, seat: p.newSeat(want.Viewer, want.Room, offer), hand: p.crew.place(), sound: want.Sound}
	if want.Publisher != "" {
		v.preview = newPreview(v.room, want.Publisher)
	}
	replies, err := v.reply(offer)
	if err != nil {
		return nil, err
	}
	return p.join(v, v, offer, replies, func() { v.room.addViewer(v) })
}

// reply gives every line of the offer its feed.
func (v *viewer) reply(o *peer.Offer) ([]peer.Reply, error) {
	var replies []peer.Reply
	var count [2]int
	for i := range o.Lines {
		l := &o.Lines[i]
		k := kindOf(l)
		r := peer.Reply{Direction: "inactive", Formats: l.Take(func(f peer.Format) bool { return receivable(k, f) }), Feedback: peer.FromViewer}
		if len(r.Formats) == 0 {
			return nil, fmt.Errorf("%w: %s", ErrCodec, k)
		}
		if f := v.feedOf(k, count[k]); f != nil {
			v.open(f, l, &r)
		}
		count[k]++
		replies = append(replies, r)
	}
	return replies, nil
}

// feedOf returns the feed of the n-th line of a kind, or nil.
func (v *viewer) feedOf(k kind, n int) *feed {
	if v.preview != nil {
		if n > 0 {
			return nil
		}
		return v.preview.feeds[k]
	}
	if v.sound != "" {
		if k == video || n > 0 {
			return nil
		}
		return v.room.feeds[audio][v.sound]
	}
	if slots := v.room.shape.lines(k); n < len(slots) {
		return v.room.feeds[k][slots[n]]
	}
	return nil
}

// open makes an outlet for a line, and says so in the reply.
func (v *viewer) open(f *feed, l *peer.Line, r *peer.Reply) {
	o := newOutlet(v, f)
	o.formats, o.ssrc, o.sendTime = r.Formats, rand.Uint32()|1, l.Extensions[peer.SendTime]
	if slices.ContainsFunc(r.Formats, func(f peer.Format) bool { return f.Repairs != 0 && !f.Known }) {
		o.repair = rand.Uint32() | 1
	}
	r.Direction, r.Extensions = "sendonly", []string{peer.SendTime}
	r.Stream, r.Track = string(f.slot), string(f.slot)+"-"+f.kind.String()
	r.SSRC, r.Repair = o.ssrc, o.repair
	v.outlets = append(v.outlets, o)
	v.byFeed[f.index] = o
}

// Up lets the viewer see: its hand takes it over.
func (v *viewer) Up() {
	v.late.Stop()
	v.joining.Lock()
	defer v.joining.Unlock()
	if v.gone {
		return
	}
	v.up.Store(true)
	v.out = v.conn
	v.plane.observer.tell(func(o Observer) { o.ViewerConnected(v.member()) })
	v.hand.add(v)
}

// Down ends the session.
func (v *viewer) Down() { v.plane.Remove(v.id) }

func (v *viewer) leave() {
	v.late.Stop()
	v.joining.Lock()
	defer v.joining.Unlock()
	v.gone = true
	v.room.removeViewer(v)
	if v.up.Load() {
		v.hand.remove(v)
		v.room.observer.tell(func(o Observer) { o.ViewerGone(v.member()) })
	}
}

func (v *viewer) member() Member { return Member{Session: v.id, Room: v.room.name, Name: v.name} }

// take shows a packet on the lines that it is for.
func (v *viewer) take(it *item, s *sheet) {
	for _, f := range it.feeds {
		if o := v.byFeed[f.index]; o != nil && o.feed == f {
			o.take(it, s)
		}
	}
}

func (v *viewer) choose() {
	for _, o := range v.outlets {
		o.choose()
	}
}

// RTP is never sent by a viewer.
func (v *viewer) RTP(*rtp.Header, []byte, time.Time) {}

// RTCP takes the viewer's feedback.
func (v *viewer) RTCP(raw []byte, now time.Time) {
	packets, err := rtcp.Unmarshal(raw)
	if err != nil {
		return
	}
	v.hand.do(func() {
		v.hand.mu.Lock()
		defer v.hand.mu.Unlock()
		for _, p := range packets {
			v.hear(p, now)
		}
		v.hand.batch.Flush()
	})
}

func (v *viewer) hear(p rtcp.Packet, now time.Time) {
	v.learn(p, now)
	for _, ssrc := range p.DestinationSSRC() {
		for _, o := range v.outlets {
			if o.ssrc == ssrc {
				o.hear(p, now)
			}
		}
	}
}

// tend does from time to time what no packet brings about.
func (v *viewer) tend(now time.Time) {
	if now.Before(v.report) {
		return
	}
	if v.report.IsZero() { // spread over the second
		v.report = now.Add(rand.N(reportEvery))
		return
	}
	v.report = now.Add(reportEvery)
	v.adapt(now)
	var reports []rtcp.Packet
	for _, o := range v.outlets {
		if r := o.report(now); r != nil {
			reports = append(reports, r)
		}
	}
	if len(reports) == 0 {
		return
	}
	if raw, err := rtcp.Marshal(reports); err == nil {
		v.out.SendRTCP(v.hand.batch, raw)
	}
}
