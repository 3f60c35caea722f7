package media

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"aula/internal/media/rtpcache"
)

// Viewing asks to receive a room's slots. The lines of the offer stand for slots in
// this order: first video programme, second slides, third floor; first audio
// programme, second floor. Further lines stay silent.
type Viewing struct {
	Room   string
	Viewer string
	Offer  string // SDP
}

const (
	queueParcels = 512                  // about 3 s of one slot; a viewer further behind loses packets
	reportEvery  = time.Second          // sender reports
	burstPackets = 16                   // packets of a burst sent between two pauses
	burstPause   = 2 * time.Millisecond // so that 400 packets take 50 ms, about 80 Mbit/s
	startPause   = 2 * time.Millisecond // between tries to send while encryption is being set up
	startTries   = 1000                 // 2 s
)

// viewer receives a room's slots. One goroutine sends everything it is sent, so
// that a way that is blocked holds up nobody else.
type viewer struct {
	*peer
	outlets []*outlet // fixed
	queue   chan parcel
	gone    chan struct{}
	joining sync.Mutex // held while outlets are attached or detached
	up      atomic.Bool
	dropped atomic.Uint64 // packets for which the queue had no room
	flowing bool          // a packet has been sent; owned by run
}

// parcel is something to send: a packet, again if it was lost on the way, or a burst.
type parcel struct {
	outlet *outlet
	packet *rtpcache.Packet
	again  bool
	burst  []*rtpcache.Packet
}

// View answers a viewer's offer. It fails with ErrOffer, ErrCodec or ErrClosed.
func (p *Plane) View(ctx context.Context, want Viewing) (*Session, error) {
	offer, err := readViewerOffer(want.Offer)
	if err != nil {
		return nil, err
	}
	pc, err := p.engine.viewer(offer.passive)
	if err != nil {
		return nil, fmt.Errorf("media: view: %w", err)
	}
	peer, err := p.newPeer(want.Viewer, p.room(want.Room), offer, pc)
	if err != nil {
		pc.Close()
		return nil, err
	}
	v := &viewer{peer: peer, queue: make(chan parcel, queueParcels), gone: make(chan struct{})}
	for _, k := range []kind{video, audio} {
		slots := lines(k)
		for _, s := range slots[:min(len(slots), offer.count[k])] {
			v.outlets = append(v.outlets, newOutlet(v, peer.room.feeds[k][s]))
		}
	}
	return p.join(ctx, v, func() error { return v.prepare(p) })
}

func (v *viewer) prepare(p *Plane) error {
	v.watch(func() { v.connected(p) }, func() { p.Remove(v.id) })
	v.room.addViewer(v)
	if err := v.accept(); err != nil {
		return err
	}
	for _, o := range v.outlets {
		sender, err := v.pc.AddTrack(o) // takes the next line of its kind
		if err != nil {
			return fmt.Errorf("%w: %v", ErrOffer, err)
		}
		v.do(func() { o.listen(sender) })
	}
	return nil
}

func (v *viewer) connection() *peer { return v.peer }

func (v *viewer) connected(p *Plane) {
	v.joining.Lock()
	defer v.joining.Unlock()
	select {
	case <-v.gone:
		return
	default:
	}
	v.up.Store(true)
	p.observer.tell(func(o Observer) { o.ViewerConnected(v.member()) })
	v.do(v.run)
	for _, o := range v.outlets {
		o.feed.attach(o)
	}
}

func (v *viewer) leave() {
	v.joining.Lock()
	defer v.joining.Unlock()
	close(v.gone)
	v.room.removeViewer(v)
	for _, o := range v.outlets {
		o.feed.detach(o)
	}
	if v.up.Load() {
		v.room.observer.tell(func(o Observer) { o.ViewerGone(v.member()) })
	}
}

func (v *viewer) member() Member { return Member{Session: v.id, Room: v.room.name, Name: v.name} }

// post queues a parcel and drops it when the viewer is too far behind.
func (v *viewer) post(p parcel) {
	select {
	case v.queue <- p:
	default:
		v.dropped.Add(1)
	}
}

// run sends what is queued until the viewer is gone.
func (v *viewer) run() {
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	for {
		select {
		case <-v.gone:
			return
		case p := <-v.queue:
			v.send(p)
		case now := <-tick.C:
			v.report(now)
		}
	}
}

func (v *viewer) send(p parcel) {
	switch {
	case p.burst != nil:
		v.sendBurst(p.outlet, p.burst)
	case p.again:
		p.outlet.resend(p.packet)
	default:
		p.outlet.send(p.packet)
	}
}

func (v *viewer) sendBurst(o *outlet, packets []*rtpcache.Packet) {
	o.squeeze(packets)
	for i, p := range packets {
		if i > 0 && i%burstPackets == 0 {
			time.Sleep(burstPause)
		}
		o.send(p)
	}
}

// write sends one packet. The very first one waits for encryption to be ready, of
// which the connection tells nothing: until then a write takes 0 bytes.
func (v *viewer) write(to webrtc.TrackLocalWriter, header *rtp.Header, payload []byte) (int, error) {
	n, err := to.WriteRTP(header, payload)
	for i := 0; !v.flowing && n == 0 && err == nil && i < startTries; i++ {
		select {
		case <-v.gone:
			return 0, nil
		case <-time.After(startPause):
		}
		n, err = to.WriteRTP(header, payload)
	}
	v.flowing = v.flowing || n > 0
	return n, err
}

// report sends one sender report for each line that has sent anything.
func (v *viewer) report(now time.Time) {
	var reports []rtcp.Packet
	for _, o := range v.outlets {
		if at, ok := o.feed.timeAt(now); ok && o.packets > 0 {
			reports = append(reports, &rtcp.SenderReport{
				SSRC: o.ssrc(), NTPTime: toNTP(now), RTPTime: at, PacketCount: o.packets, OctetCount: o.octets,
			})
		}
	}
	if len(reports) == 0 {
		return
	}
	if err := v.pc.WriteRTCP(reports); err != nil {
		v.log.Debug("media: sender report", "err", err)
	}
}
