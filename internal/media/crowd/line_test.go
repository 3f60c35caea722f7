package crowd

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/codec"
)

// frameEvery is the distance of pictures in the measured load.
const frameEvery = time.Second / 30

// player gives a line the packets of a load, a picture at a time.
type player struct {
	line    *line
	load    *Load
	now     time.Time
	seq     uint16
	time    uint32
	skipped []uint16
}

func newPlayer() *player {
	start := time.Unix(1000, 0)
	return &player{load: NewLoad(), now: start, line: newLine(remoteLine{
		kind: "video", ssrc: 5, payloads: map[uint8]payload{96: {name: codec.VP8, rate: 90000}},
	}, start)}
}

// picture plays the next picture; lose says which of its packets do not come.
func (p *player) picture(lose ...int) {
	u := p.load.Next()
	for u.Sound {
		u = p.load.Next()
	}
	p.now = p.now.Add(frameEvery)
	p.time += 3000
next:
	for i, body := range u.Payloads {
		p.seq++
		for _, l := range lose {
			if i == l {
				p.skipped = append(p.skipped, p.seq)
				continue next
			}
		}
		p.line.take(&rtp.Header{PayloadType: 96, SequenceNumber: p.seq, Timestamp: p.time, Marker: i == len(u.Payloads)-1}, body, p.now)
	}
}

func (p *player) asksForKey() bool {
	for _, f := range p.line.feedback(p.now) {
		if _, ok := f.(*rtcp.PictureLossIndication); ok {
			return true
		}
	}
	return false
}

func TestPictureBeginsWithAWholeKeyFrame(t *testing.T) {
	p := newPlayer()
	p.picture(3) // the key frame, with a hole
	for range 5 {
		p.picture()
	}
	if c := p.line.count(); c.FirstKey != 0 || c.Frames != 0 || c.Lost != 1 {
		t.Fatalf("a torn key frame is shown: %+v", c)
	}
	p.now = p.now.Add(pliAfter)
	if !p.asksForKey() {
		t.Error("no key frame is asked for")
	}
	if p.asksForKey() {
		t.Error("asks twice at once")
	}
	p.load.WantKey()
	p.picture()
	p.picture()
	if c := p.line.count(); c.FirstKey == 0 || c.Frames != 2 || c.Keys != 1 || p.line.wants() {
		t.Errorf("after a whole key frame: %+v", c)
	}
}

func TestFreezeIsCounted(t *testing.T) {
	p := newPlayer()
	for range 10 {
		p.picture()
	}
	p.now = p.now.Add(600 * time.Millisecond)
	p.picture()
	if c := p.line.count(); c.Frames != 11 || c.Freezes != 1 || c.Frozen != 600*time.Millisecond+frameEvery {
		t.Errorf("%d pictures, %d freezes, %v", c.Frames, c.Freezes, c.Frozen)
	}
}

// A picture with a hole is not shown until the hole is filled, and a hole that stays
// makes the line ask for a key frame.
func TestLossFreezesUntilRepaired(t *testing.T) {
	p := newPlayer()
	p.picture()
	p.picture(2)
	p.picture()
	if c := p.line.count(); c.Frames != 1 {
		t.Fatalf("%d pictures are shown beside a hole", c.Frames)
	}
	p.line.take(&rtp.Header{PayloadType: 96, SequenceNumber: p.skipped[0], Timestamp: 6000}, nil, p.now)
	p.picture()
	if c := p.line.count(); c.Frames != 4 || c.Lost != 0 || c.Late != 1 {
		t.Fatalf("after repair: %+v", c)
	}
	p.picture(2)
	asked := false
	for range 100 {
		p.picture()
		asked = asked || p.asksForKey()
	}
	if !asked {
		t.Error("what cannot be repaired never leads to a new key frame")
	}
}
