package recorder_test

import (
	"encoding/binary"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"aula/internal/demo/clip"
	"aula/internal/media"
	"aula/internal/media/codec"
	"aula/internal/media/rtpcache"
)

// clipped is media as it leaves for viewers: packets, each due at a time.
type clipped struct {
	line    media.Tapped // slot, kind and publisher of each
	packets []due
	frames  int
	lasts   time.Duration
	early   time.Duration // by how much it was shown before it is played
}

type due struct {
	at     time.Duration
	packet *rtpcache.Packet
}

func (f *clipped) add(at time.Duration, payloader rtp.Payloader, kind codec.Codec, frame []byte) {
	payloads := payloader.Payload(1180, frame)
	stamp := uint32(at.Microseconds() * int64(kind.Rate) / 1_000_000)
	for i, payload := range payloads {
		p := &rtpcache.Packet{Seq: uint16(len(f.packets)), Time: stamp, Codec: kind, Payload: payload, Marker: i == len(payloads)-1}
		p.Key = kind.Name.StartsKeyFrame(payload)
		f.packets = append(f.packets, due{at, p})
	}
	f.frames++
}

// times plays the film n times over.
func (f *clipped) times(n int) *clipped {
	long := &clipped{line: f.line, frames: n * f.frames, lasts: time.Duration(n) * f.lasts}
	for round := range n {
		by := time.Duration(round) * f.lasts
		for _, d := range f.packets {
			p := *d.packet
			p.Seq = uint16(len(long.packets))
			p.Time += uint32(by.Microseconds() * int64(p.Codec.Rate) / 1_000_000)
			long.packets = append(long.packets, due{d.at + by, &p})
		}
	}
	return long
}

func readIVF(slot media.Slot, name codec.Name, payloader rtp.Payloader, raw []byte) *clipped {
	f := &clipped{line: media.Tapped{Slot: slot, From: "camera"}}
	rate, scale := binary.LittleEndian.Uint32(raw[16:]), binary.LittleEndian.Uint32(raw[20:])
	var step time.Duration
	for raw = raw[32:]; len(raw) > 12; {
		size, stamp := binary.LittleEndian.Uint32(raw), binary.LittleEndian.Uint64(raw[4:])
		at := time.Duration(stamp) * time.Second * time.Duration(scale) / time.Duration(rate)
		step, f.lasts = at-f.lasts, at
		f.add(at, payloader, codec.Codec{Name: name, Rate: 90000}, raw[12:12+size])
		raw = raw[12+size:]
	}
	f.lasts += step
	return f
}

// readOgg takes the packets of 20 ms out of an Ogg file of Opus (RFC 3533 section 6).
func readOgg(slot media.Slot, raw []byte) *clipped {
	f := &clipped{line: media.Tapped{Slot: slot, Audio: true, From: "camera"}}
	var packet []byte
	for headers := 2; len(raw) > 27; {
		segments := raw[27 : 27+int(raw[26])]
		raw = raw[27+len(segments):]
		for _, n := range segments {
			packet, raw = append(packet, raw[:n]...), raw[n:]
			if n == 255 {
				continue
			}
			if headers--; headers < 0 {
				f.add(f.lasts, &codecs.OpusPayloader{}, codec.Codec{Name: codec.Opus, Rate: 48000}, packet)
				f.lasts += 20 * time.Millisecond
			}
			packet = nil
		}
	}
	return f
}

func camera() *clipped {
	return readIVF(media.Programme, codec.VP8, &codecs.VP8Payloader{}, clip.Camera())
}

func slides() *clipped {
	return readIVF(media.Slides, codec.VP8, &codecs.VP8Payloader{}, clip.Slides())
}

func voice() *clipped { return readOgg(media.Programme, clip.Voice()) }

// room is the plane as a recorder knows it.
type room struct {
	tap    media.Tap
	wishes map[media.Slot]int
}

func (r *room) Tap(_ string, t media.Tap) func()       { r.tap = t; return func() {} }
func (r *room) WantKeyFrame(_ string, slot media.Slot) { r.wishes[slot]++ }

// play sends films in step, each packet when it is due; told is called after each with the time.
func (r *room) play(told func(time.Duration), films ...*clipped) {
	begin := time.Now()
	at := make([]int, len(films))
	for {
		next := -1
		for i, f := range films {
			if at[i] < len(f.packets) && (next < 0 || f.packets[at[i]].at < films[next].packets[at[next]].at) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		d := films[next].packets[at[next]]
		at[next]++
		time.Sleep(time.Until(begin.Add(d.at)))
		p := films[next].line
		d.packet.At = time.Now()
		p.Packet, p.Shown = d.packet, begin.Add(d.at-films[next].early)
		r.tap.Take(p)
		told(d.at)
	}
}

func silent(time.Duration) {}

// probe decodes a file and returns its frames and the time of the last.
func probe(t *testing.T, path string) (frames int, last time.Duration) {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "frame=pts_time", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	for row := range strings.Lines(string(out)) {
		seconds, err := strconv.ParseFloat(strings.Trim(row, ",\n"), 64)
		if err != nil {
			continue
		}
		frames++
		last = max(last, time.Duration(seconds*float64(time.Second)))
	}
	return frames, last
}
