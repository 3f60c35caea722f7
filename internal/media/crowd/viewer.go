package crowd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/client"
	"aula/internal/media/hop"
)

// ViewOptions say what a viewer asks for and how well it is connected.
type ViewOptions struct {
	Video, Audio int          // lines of each kind; both 0 means one of each
	Network      *hop.Network // with a rate the viewer tells what it estimates of it, as browsers do

	// DecryptAll decrypts every packet. Otherwise one of 64 is, once the first key
	// frame is whole.
	DecryptAll bool
}

const (
	reportEvery = time.Second
	sampleEvery = 64
)

// Viewer is a viewer that has joined.
type Viewer struct {
	link *link
	door Door

	// Guarded by the link's lock.
	lines    []*line
	options  ViewOptions
	ssrc     uint32 // ours, in reports
	reportAt time.Time
	estimate estimate
	plain    []byte // memory to decrypt into
	taken    uint64
	key      chan struct{} // closed with the first whole key frame
}

// View joins by WHEP and returns when media may flow. The caller closes the viewer.
func (c *Crowd) View(ctx context.Context, t client.Target, o ViewOptions) (*Viewer, error) {
	v, err := c.ViewThrough(ctx, Endpoint(t), o)
	if err != nil {
		return nil, fmt.Errorf("view %s: %w", t.URL, err)
	}
	return v, nil
}

// ViewThrough joins through a door.
func (c *Crowd) ViewThrough(ctx context.Context, d Door, o ViewOptions) (*Viewer, error) {
	if o.Video == 0 && o.Audio == 0 {
		o.Video, o.Audio = 1, 1
	}
	v := &Viewer{door: d, options: o, ssrc: rand.Uint32(), plain: make([]byte, 0, packetSize), key: make(chan struct{})}
	started := time.Now()
	var err error
	if v.link, err = c.open(d.Server(), o.Network); err != nil {
		return nil, err
	}
	if err := v.join(ctx, c, started); err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

func (v *Viewer) join(ctx context.Context, c *Crowd, started time.Time) error {
	ours := &local{credentials: newCredentials(), fingerprint: c.fingerprint, setup: "actpass", address: v.link.here}
	theirs, offered, err := agreement(ctx, v.door, ours, func(r *remote) []localLine {
		if r != nil {
			return accepting(r)
		}
		return receiving(v.options.Video, v.options.Audio)
	})
	if err != nil {
		return err
	}
	for _, r := range theirs.lines {
		v.lines = append(v.lines, newLine(r, started))
	}
	return v.link.connect(ctx, c, ours, theirs, !offered || theirs.lite, v)
}

// agreement exchanges descriptions. Lines returns ours, given the server's offer or nil.
func agreement(ctx context.Context, d Door, ours *local, lines func(*remote) []localLine) (theirs *remote, offered bool, err error) {
	offer, err := d.Offer(ctx)
	if err != nil {
		return nil, false, err
	}
	if offer != "" {
		if theirs, err = readRemote(offer); err != nil {
			return nil, true, err
		}
		ours.setup = "active"
		if theirs.setup == "active" {
			ours.setup = "passive"
		}
	}
	ours.lines = lines(theirs)
	answer, err := d.Tell(ctx, ours.String())
	if err == nil && theirs == nil {
		theirs, err = readRemote(answer)
	}
	return theirs, offer != "", err
}

// takeRTP counts a packet, and looks inside where that is wanted.
func (v *Viewer) takeRTP(b []byte, now time.Time) {
	var h rtp.Header
	n, err := h.Unmarshal(b)
	if err != nil {
		return
	}
	l, again := v.find(&h)
	if l == nil {
		return
	}
	l.Packets++
	l.Bytes += uint64(len(b))
	v.taken++
	var plain []byte
	if again || l.wants() || v.options.DecryptAll || v.taken%sampleEvery == 0 {
		whole, err := v.link.in.DecryptRTP(v.plain[:0], b, &h)
		if err != nil {
			l.Broken++
			return
		}
		plain = whole[min(n, len(whole)):]
	}
	if again {
		v.takeAgain(l, h, plain, now)
	} else {
		l.take(&h, plain, now)
	}
	v.settle(l, now)
}

// takeAgain takes a retransmission.
func (v *Viewer) takeAgain(l *line, h rtp.Header, plain []byte, now time.Time) {
	late := l.arrival.late
	if h, plain, ok := original(h, plain, l.payloads[h.PayloadType].again); ok {
		l.take(&h, plain, now)
		l.Repaired += l.arrival.late - late
	}
}

// settle tells who waits for the first picture, and when feedback is due.
func (v *Viewer) settle(l *line, now time.Time) {
	v.link.wake(l.due())
	if l.FirstKey != 0 {
		select {
		case <-v.key:
		default:
			close(v.key)
		}
	}
}

// find returns the line of a packet, and whether it is a retransmission.
func (v *Viewer) find(h *rtp.Header) (l *line, again bool) {
	for _, l := range v.lines {
		if l.ssrc == h.SSRC && h.SSRC != 0 {
			return l, false
		}
		if l.again == h.SSRC && h.SSRC != 0 {
			return l, true
		}
	}
	return v.adopt(h)
}

// adopt gives a stream of which the server had told nothing to the line that its
// payload type and mid allow.
func (v *Viewer) adopt(h *rtp.Header) (*line, bool) {
	mid := string(h.GetExtension(midExtension))
	for _, l := range v.lines {
		p, ok := l.payloads[h.PayloadType]
		if !ok || (mid != "" && l.Mid != mid) {
			continue
		}
		switch {
		case p.name == rtx && l.again == 0 && l.ssrc != 0:
			l.again = h.SSRC
			return l, true
		case p.name != rtx && l.ssrc == 0:
			l.ssrc = h.SSRC
			return l, false
		}
	}
	return nil, false
}

func (v *Viewer) takeRTCP(packets []rtcp.Packet, now time.Time) {
	for _, p := range packets {
		if r, ok := p.(*rtcp.SenderReport); ok {
			for _, l := range v.lines {
				if l.ssrc == r.SSRC {
					l.takeReport(r, now)
				}
			}
		}
	}
}

// tick sends the feedback that is due and, once a second, the reports.
func (v *Viewer) tick(now time.Time) time.Time {
	var asks []rtcp.Packet
	for _, l := range v.lines {
		asks = append(asks, l.feedback(now)...)
	}
	for _, p := range asks {
		switch p := p.(type) {
		case *rtcp.TransportLayerNack:
			p.SenderSSRC = v.ssrc
		case *rtcp.PictureLossIndication:
			p.SenderSSRC = v.ssrc
		}
	}
	if !now.Before(v.reportAt) {
		if v.reportAt.IsZero() {
			v.reportAt = now.Add(rand.N(reportEvery)) // so that not all report at once
		} else {
			v.reportAt = now.Add(reportEvery)
			asks = append(v.reports(now), asks...)
		}
	}
	_ = v.link.sendRTCP(asks)
	next := v.reportAt
	for _, l := range v.lines {
		if at := l.due(); !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	return next
}

func (v *Viewer) reports(now time.Time) []rtcp.Packet {
	report := &rtcp.ReceiverReport{SSRC: v.ssrc}
	var streams []uint32
	for _, l := range v.lines {
		if l.First == 0 {
			continue
		}
		report.Reports = append(report.Reports, l.reception(now))
		if l.Kind == "video" {
			streams = append(streams, l.ssrc)
		}
	}
	all := []rtcp.Packet{report}
	if way := v.link.way; way != nil && way.Rate > 0 && len(streams) > 0 {
		if bits, ok := v.estimate.next(way.Account(), now); ok {
			all = append(all, &rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: v.ssrc, Bitrate: float32(bits), SSRCs: streams})
		}
	}
	return all
}

// Counts returns what has come so far, by line in the order of the description.
func (v *Viewer) Counts() []Count {
	v.link.mu.Lock()
	defer v.link.mu.Unlock()
	counts := make([]Count, 0, len(v.lines))
	for _, l := range v.lines {
		counts = append(counts, l.count())
	}
	return counts
}

// SetRate changes the rate of the imitated network, with which the viewer must have joined, in bit/s.
func (v *Viewer) SetRate(bits int) {
	v.link.mu.Lock()
	defer v.link.mu.Unlock()
	v.link.way.Rate = bits
}

// FirstKey is closed when the first key frame has come as a whole.
func (v *Viewer) FirstKey() <-chan struct{} { return v.key }

// Gone is closed when the connection has ended, by either side.
func (v *Viewer) Gone() <-chan struct{} { return v.link.gone }

// Vanish ends the connection without a word, as a telephone in a tunnel does.
func (v *Viewer) Vanish() { v.link.end(nil) }

// leaveWithin bounds how long a server may take to let somebody go.
const leaveWithin = 5 * time.Second

// Close leaves and ends the connection. What was counted stays.
func (v *Viewer) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	err := v.door.Leave(ctx)
	v.link.close(nil)
	return err
}
