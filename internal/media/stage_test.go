package media

import (
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/codec"
	"aula/internal/media/keyframe"
	"aula/internal/media/peer"
	"aula/internal/media/udp"
)

// noon is when most of these tests begin.
var noon = time.Unix(1_800_000_000, 0)

func after(ms int) time.Time { return noon.Add(time.Duration(ms) * time.Millisecond) }

// stage is a room of a plane without a port: publishers are played, viewers write down what they are sent.
type stage struct {
	plane *Plane
	room  *room
	hand  *hand
}

func newStage() *stage {
	h := &hand{first: true, batch: new(udp.Socket).NewBatch(), rooms: map[*room][]*viewer{}}
	p := &Plane{
		log: slog.New(slog.DiscardHandler), observer: &teller{}, crew: &crew{hands: []*hand{h}},
		rooms: map[string]*room{}, sessions: map[string]member{},
	}
	return &stage{plane: p, room: p.room("room"), hand: h}
}

// pictureFormats are those of a line with every codec of a picture.
func pictureFormats() []peer.Format {
	video := func(pt uint8, c codec.Name, fmtp string) peer.Format {
		return peer.Format{PT: pt, Known: true, Codec: codec.Codec{Name: c, Rate: 90000, Fmtp: fmtp}}
	}
	return []peer.Format{video(96, codec.VP8, ""), {PT: 97, Repairs: 96}, video(98, codec.VP9, ""), video(100, codec.AV1, "")}
}

func soundFormats() []peer.Format {
	return []peer.Format{{PT: 111, Known: true, Codec: codec.Codec{Name: codec.Opus, Rate: 48000}}}
}

// played is a publisher without a connection; asked counts requests for key frames.
type played struct {
	*publisher
	stage *stage
	asked atomic.Int32
}

// publish lets a publisher come with a track of each of the kinds.
func (s *stage) publish(t testing.TB, name string, kinds ...kind) *played {
	t.Helper()
	pub := &played{stage: s, publisher: &publisher{
		seat: &seat{id: name, name: name, room: s.room, log: s.plane.log}, plane: s.plane, slot: Programme, standby: true,
		sources: map[uint32]*source{}, repairs: map[uint32]*source{}, demand: newDemand(),
	}}
	s.room.addPublisher(pub.publisher)
	for _, k := range kinds {
		pub.layer(k, "")
	}
	t.Cleanup(pub.stop)
	return pub
}

// stop ends the asking, which would go on after the test.
func (p *played) stop() {
	for _, src := range p.sourcesNow() {
		src.asker.Stop()
	}
}

// layer adds a layer to a track, larger than those before; one of the same name it replaces.
func (p *played) layer(k kind, rid string) *source {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tracks[k] == nil {
		p.tracks[k] = &track{publisher: p.publisher, kind: k}
	}
	t := p.tracks[k]
	l := &peer.Line{Video: k == video, Formats: pictureFormats()}
	if k == audio {
		l.Formats = soundFormats()
	}
	src := newSource(t, uint32(len(p.sources)+1), rid, 0, l)
	src.asker = keyframe.NewAsker(func() { p.asked.Add(1) })
	t.layers = append(slices.DeleteFunc(slices.Clone(t.layers), func(old *source) bool { return old.rid == rid }), src)
	p.sources[src.ssrc] = src
	return src
}

// leaves takes the publisher out of the room.
func (p *played) leaves() {
	p.mu.Lock()
	p.left = true
	p.mu.Unlock()
	p.stage.room.removePublisher(p.publisher)
}

func (p *played) source(k kind) *source { return p.tracks[k].layers[0] }

// frame is a packet that is a whole frame.
type frame struct {
	seq  uint16
	time uint32
	key  bool
	at   time.Time
	name codec.Name // of the codec; VP8 or opus when empty
	body string
}

// payload of a frame: a VP8 descriptor, the frame header and the body.
func (f frame) payload(k kind) []byte {
	head := []byte{0xfc}
	switch {
	case k == audio:
	case f.key:
		head = []byte{0x10, 0x10}
	default:
		head = []byte{0x10, 0x11}
	}
	return append(head, f.body...)
}

// arrives brings a packet without telling anybody yet.
func (s *stage) arrives(src *source, f frame) {
	pt := map[codec.Name]uint8{"": 96, codec.VP8: 96, codec.VP9: 98, codec.AV1: 100}[f.name]
	payload := f.payload(src.kind)
	switch {
	case src.kind == audio:
		pt = 111
	case f.name == codec.AV1 && f.key:
		payload[0] = 0x08
	}
	h := &rtp.Header{Version: 2, PayloadType: pt, SequenceNumber: f.seq, Timestamp: f.time, SSRC: src.ssrc}
	if p, _ := src.keep(h, payload, f.at); p != nil {
		s.room.forward(src, p)
	}
}

// send brings a packet to everybody.
func (s *stage) send(src *source, f frame) {
	s.arrives(src, f)
	s.room.settle()
}

func (s *stage) putOnAir(t testing.TB, slot Slot, name string) {
	t.Helper()
	if err := s.plane.PutOnAir("room", slot, name); err != nil {
		t.Fatal(err)
	}
}

// tape is a connection that remembers what was sent.
type tape struct {
	packets []rtp.Packet
	refuse  bool // takes nothing, as a TCP connection whose other side does not read
}

func (w *tape) Send(_ *udp.Batch, raw []byte) bool {
	if w.refuse {
		return false
	}
	var p rtp.Packet
	if err := p.Unmarshal(append([]byte(nil), raw...)); err != nil {
		panic(err)
	}
	w.packets = append(w.packets, p)
	return true
}

func (w *tape) SendRTCP(*udp.Batch, []byte) bool { return !w.refuse }

// watched is a viewer with its tape. Its hand must not be at work when the tape is read.
type watched struct {
	*viewer
	*tape
}

// view lets a viewer come that takes these formats, with so many lines of each kind.
func (s *stage) view(t testing.TB, want Viewing, pictures, sounds int) *watched {
	t.Helper()
	return s.viewWith(t, want, pictureFormats(), pictures, sounds)
}

func (s *stage) viewWith(t testing.TB, want Viewing, formats []peer.Format, pictures, sounds int) *watched {
	t.Helper()
	w := &watched{tape: &tape{}}
	w.viewer = s.seatViewer(t, want, formats, pictures, sounds)
	w.viewer.out = w.tape
	s.enter(w.viewer)
	return w
}

// seatViewer agrees on a viewer's lines.
func (s *stage) seatViewer(t testing.TB, want Viewing, formats []peer.Format, pictures, sounds int) *viewer {
	t.Helper()
	v := &viewer{plane: s.plane, seat: &seat{id: want.Viewer, name: want.Viewer, room: s.room, log: s.plane.log}, hand: s.hand}
	if want.Publisher != "" {
		v.preview = newPreview(s.room, want.Publisher)
	}
	o := &peer.Offer{}
	for i := range pictures + sounds {
		l := peer.Line{Mid: fmt.Sprint(i), Video: i < pictures, Formats: formats}
		if !l.Video {
			l.Formats = soundFormats()
		}
		o.Lines = append(o.Lines, l)
	}
	if _, err := v.reply(o); err != nil {
		t.Fatal(err)
	}
	return v
}

// enter brings a viewer into the room as if its connection had come up.
func (s *stage) enter(v *viewer) {
	s.room.addViewer(v)
	v.up.Store(true)
	s.hand.add(v)
}

// outlet returns the viewer's line for a slot.
func (w *watched) outlet(slot Slot, k kind) *outlet {
	for _, o := range w.outlets {
		if o.feed.slot == slot && o.kind == k {
			return o
		}
	}
	return nil
}

// on returns what was sent on a line, without repetitions.
func (w *watched) on(o *outlet) (sent []rtp.Packet) {
	for _, p := range w.packets {
		if p.SSRC == o.ssrc {
			sent = append(sent, p)
		}
	}
	return sent
}

// hears lets the viewer be heard, as by RTCP.
func (w *watched) hears(o *outlet, p rtcp.Packet, now time.Time) {
	w.hand.mu.Lock()
	defer w.hand.mu.Unlock()
	o.hear(p, now)
}

// reported lets a source's sender report come.
func (p *played) reported(src *source, clock time.Time, stamp uint32, arrived time.Time) {
	src.report(&rtcp.SenderReport{SSRC: src.ssrc, NTPTime: toNTP(clock), RTPTime: stamp}, arrived)
}

// onAir returns the publisher that a slot's line of a kind shows.
func (s *stage) onAir(slot Slot, k kind) string { return s.room.feeds[k][slot].onAir() }
