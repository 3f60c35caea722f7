package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// Back-off between two tries to join: it doubles from the least to the most and is
// spread over half to all of that, so that publishers do not come back all at once.
const (
	leastWait = 500 * time.Millisecond
	mostWait  = 8 * time.Second
)

// maxPayload is how much of a frame goes into one packet, in bytes.
const maxPayload = 1180

// PublishOptions are optional.
type PublishOptions struct {
	Log       *slog.Logger
	Connected func() // called each time the connection comes up
}

// Publish sends the clip in real time, over and over, and joins again by itself
// whenever the connection is lost. It answers no request for key frames. It
// returns when ctx ends or the endpoint refuses it for good (401, 403).
func Publish(ctx context.Context, t Target, clip Clip, o PublishOptions) error {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	api := newAPI()
	wait := leastWait
	for ctx.Err() == nil {
		came, err := publishOnce(ctx, api, t, clip, o)
		if ctx.Err() != nil {
			break
		}
		var refusal *StatusError
		if errors.As(err, &refusal) && refusal.refusedForGood() {
			return fmt.Errorf("publish %s: %w", t.URL, err)
		}
		if came {
			wait = leastWait
		}
		pause := wait/2 + rand.N(wait/2+1)
		if refusal != nil {
			pause = max(pause, refusal.RetryAfter)
		}
		log.Info("publisher: again", "url", t.URL, "in", pause, "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		wait = min(2*wait, mostWait)
	}
	return ctx.Err()
}

// publishOnce publishes until the connection is lost, and says whether it came up at all.
func publishOnce(ctx context.Context, api *webrtc.API, t Target, clip Clip, o PublishOptions) (came bool, err error) {
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return false, err
	}
	tracks, err := addTracks(pc, clip)
	if err != nil {
		pc.GracefulClose()
		return false, err
	}
	s, err := join(ctx, t, pc)
	if err != nil {
		return false, err
	}
	defer s.close()
	up, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := s.connected(up); err != nil {
		return false, err
	}
	if o.Connected != nil {
		o.Connected()
	}
	return true, s.play(ctx, clip, tracks)
}

// play sends the clip until the connection is lost.
func (s *session) play(ctx context.Context, clip Clip, tracks []*track) error {
	start := time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case state := <-s.state:
			if state != webrtc.PeerConnectionStateConnected {
				return fmt.Errorf("connection %s", state)
			}
		case <-timer.C:
			due := time.Duration(1<<63 - 1)
			for _, t := range tracks {
				if err := t.sendUntil(time.Since(start)); err != nil {
					return err
				}
				due = min(due, t.due())
			}
			timer.Reset(time.Until(start.Add(due)))
		}
	}
}

// track sends one part of a clip.
type track struct {
	out      *webrtc.TrackLocalStaticRTP
	units    []unit
	lasts    time.Duration // of one round
	rate     uint32
	split    rtp.Payloader
	round    int
	next     int // index into units
	seq      uint16
	baseTime uint32
}

func addTracks(pc *webrtc.PeerConnection, clip Clip) ([]*track, error) {
	var tracks []*track
	add := func(units []unit, mime, name string, rate uint32, channels uint16, split rtp.Payloader) error {
		if len(units) == 0 {
			return nil
		}
		out, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: mime, ClockRate: rate, Channels: channels}, name, "clip")
		if err != nil {
			return err
		}
		tracks = append(tracks, &track{
			out: out, units: units, lasts: clip.lasts, rate: rate, split: split,
			seq: uint16(rand.Uint32()), baseTime: rand.Uint32(),
		})
		transceiver, err := pc.AddTransceiverFromTrack(out, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return err
		}
		go discardReports(transceiver.Sender())
		return nil
	}
	if err := add(clip.audio, webrtc.MimeTypeOpus, "audio", 48000, 2, &codecs.OpusPayloader{}); err != nil {
		return nil, err
	}
	return tracks, add(clip.video, clip.mime, "video", 90000, 0, payloader(clip.mime))
}

func payloader(mime string) rtp.Payloader {
	switch mime {
	case webrtc.MimeTypeVP9:
		return &codecs.VP9Payloader{}
	case webrtc.MimeTypeAV1:
		return &codecs.AV1Payloader{}
	case webrtc.MimeTypeH264:
		return &codecs.H264Payloader{}
	}
	return &codecs.VP8Payloader{EnablePictureID: true}
}

// discardReports reads feedback so that the stack can act on it; it ends with the connection.
func discardReports(sender *webrtc.RTPSender) {
	for {
		if _, _, err := sender.ReadRTCP(); err != nil {
			return
		}
	}
}

// due returns when the next unit is to be sent, counted from the start.
func (t *track) due() time.Duration {
	return time.Duration(t.round)*t.lasts + t.units[t.next].at
}

func (t *track) sendUntil(now time.Duration) error {
	for t.due() <= now {
		if err := t.send(); err != nil {
			return err
		}
		if t.next++; t.next == len(t.units) {
			t.next = 0
			t.round++
		}
	}
	return nil
}

func (t *track) send() error {
	at := t.baseTime + uint32(int64(t.due())*int64(t.rate)/int64(time.Second))
	payloads := t.split.Payload(maxPayload, t.units[t.next].data)
	for i, payload := range payloads {
		header := rtp.Header{
			Version: 2, SequenceNumber: t.seq, Timestamp: at,
			Marker: i == len(payloads)-1 && t.rate == 90000,
		}
		t.seq++
		if err := t.out.WriteRTP(&rtp.Packet{Header: header, Payload: payload}); err != nil {
			return err
		}
	}
	return nil
}
