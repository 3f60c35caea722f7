package client

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"aula/internal/media/codec"
)

// ViewOptions say what to ask for. The zero value asks for every slot.
type ViewOptions struct {
	Video, Audio int // lines of each kind; both 0 means 3 and 2

	// Packet is called for each packet, in the order of arrival, with the index of its line:
	// video lines first. It must not keep the packet.
	Packet func(line int, p *rtp.Packet)
}

// LineCount is what has come on one media line.
type LineCount struct {
	Kind      string // "video" or "audio"
	Slot      string // the stream id the server gave the line
	Codec     string // empty before the first packet
	Packets   uint64
	Bytes     uint64 // of payload
	Frames    uint64 // by timestamp
	KeyFrames uint64
	Missing   uint64        // gaps in the sequence numbers
	First     time.Duration // from the call of View to the first packet; 0 before it
	FirstKey  time.Duration // to the first key frame
	Longest   time.Duration // longest time without a packet, after the first
}

// Viewer is a connected headless viewer.
type Viewer struct {
	session *session
	started time.Time
	packet  func(int, *rtp.Packet)
	readers sync.WaitGroup

	mu    sync.Mutex
	lines []*viewLine
}

type viewLine struct {
	LineCount
	newest   uint16
	lastTime uint32
	last     time.Time
	ssrc     uint32
}

// View joins an endpoint and returns when the connection is up. The caller closes the viewer.
func View(ctx context.Context, t Target, o ViewOptions) (*Viewer, error) {
	if o.Video == 0 && o.Audio == 0 {
		o.Video, o.Audio = 3, 2
	}
	v := &Viewer{started: time.Now(), packet: o.Packet}
	pc, err := newAPI().NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, fmt.Errorf("view %s: %w", t.URL, err)
	}
	if err := v.addLines(pc, o); err != nil {
		pc.GracefulClose()
		return nil, fmt.Errorf("view %s: %w", t.URL, err)
	}
	if v.session, err = join(ctx, t, pc); err != nil {
		return nil, fmt.Errorf("view %s: %w", t.URL, err)
	}
	if err := v.session.connected(ctx); err != nil {
		v.Close()
		return nil, fmt.Errorf("view %s: %w", t.URL, err)
	}
	return v, nil
}

func (v *Viewer) addLines(pc *webrtc.PeerConnection, o ViewOptions) error {
	pc.OnTrack(func(remote *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
		i := slices.IndexFunc(pc.GetTransceivers(), func(t *webrtc.RTPTransceiver) bool { return t.Receiver() == receiver })
		if i >= 0 {
			v.readers.Go(func() { v.read(i, remote) })
		}
	})
	for _, k := range []struct {
		kind  webrtc.RTPCodecType
		count int
	}{{webrtc.RTPCodecTypeVideo, o.Video}, {webrtc.RTPCodecTypeAudio, o.Audio}} {
		for range k.count {
			_, err := pc.AddTransceiverFromKind(k.kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
			if err != nil {
				return err
			}
			v.lines = append(v.lines, &viewLine{LineCount: LineCount{Kind: k.kind.String()}})
		}
	}
	return nil
}

func (v *Viewer) read(i int, remote *webrtc.TrackRemote) {
	for {
		p, _, err := remote.ReadRTP()
		if err != nil {
			return
		}
		c, _ := codec.FromMime(remote.Codec().MimeType, remote.Codec().ClockRate, "")
		v.mu.Lock()
		l := v.lines[i]
		l.Codec, l.Slot, l.ssrc = string(c.Name), remote.StreamID(), uint32(remote.SSRC())
		l.count(p, c.Name.StartsKeyFrame(p.Payload), time.Now(), v.started)
		v.mu.Unlock()
		if v.packet != nil {
			v.packet(i, p)
		}
	}
}

func (l *viewLine) count(p *rtp.Packet, key bool, now, started time.Time) {
	if l.Packets == 0 {
		l.First = now.Sub(started)
		l.newest = p.SequenceNumber - 1
		l.lastTime = p.Timestamp - 1
	} else {
		l.Longest = max(l.Longest, now.Sub(l.last))
	}
	l.last = now
	l.Packets++
	l.Bytes += uint64(len(p.Payload))
	if ahead := int16(p.SequenceNumber - l.newest); ahead > 0 {
		l.Missing += uint64(ahead - 1)
		l.newest = p.SequenceNumber
	} else if l.Missing > 0 {
		l.Missing--
	}
	if p.Timestamp != l.lastTime {
		l.Frames++
		l.lastTime = p.Timestamp
	}
	if key {
		l.KeyFrames++
		if l.FirstKey == 0 {
			l.FirstKey = now.Sub(started)
		}
	}
}

// Counts returns what has come so far, by line: video first.
func (v *Viewer) Counts() []LineCount {
	v.mu.Lock()
	defer v.mu.Unlock()
	counts := make([]LineCount, 0, len(v.lines))
	for _, l := range v.lines {
		counts = append(counts, l.LineCount)
	}
	return counts
}

// AskKeyFrame reports picture loss on a line that has had packets.
func (v *Viewer) AskKeyFrame(line int) error {
	v.mu.Lock()
	ssrc := v.lines[line].ssrc
	v.mu.Unlock()
	return v.session.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: ssrc}})
}

// URL returns the session's own URL.
func (v *Viewer) URL() string { return v.session.url }

// Close leaves and ends the connection.
func (v *Viewer) Close() {
	v.session.close()
	v.readers.Wait()
}
