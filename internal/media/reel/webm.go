package reel

import (
	"bytes"
	"fmt"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"

	"aula/internal/media/frame"
)

// webmFile is WebM with one picture track, of a segment whose size stays unknown and
// of clusters whose sizes are known (RFC 9559 sections 5.1 and 23).
type webmFile struct {
	width, height int
}

func newWebM(f frame.Frame) (*webmFile, error) {
	w, h, ok := f.Size()
	if !ok {
		return nil, fmt.Errorf("reel: %s frame without its size", f.Codec.Name)
	}
	return &webmFile{w, h}, nil
}

const writer = "Aula"

func webmHeader() webm.EBMLHeader {
	return webm.EBMLHeader{EBMLVersion: 1, EBMLReadVersion: 1, EBMLMaxIDLength: 4, EBMLMaxSizeLength: 8,
		DocType: "webm", DocTypeVersion: 4, DocTypeReadVersion: 2}
}

// pictureTrack and soundTrack are the tracks of our files.
func pictureTrack(number uint64, width, height int) webm.TrackEntry {
	return webm.TrackEntry{TrackNumber: number, TrackUID: number, TrackType: 1, CodecID: "V_VP8",
		Video: &webm.Video{PixelWidth: uint64(width), PixelHeight: uint64(height)}}
}

func soundTrack(number uint64) webm.TrackEntry {
	// RFC 7845 section 5.1: version 1, two channels, no pre-skip, 48000 Hz, no gain, family 0
	private := []byte("OpusHead\x01\x02\x00\x00\x80\xbb\x00\x00\x00\x00\x00")
	return webm.TrackEntry{TrackNumber: number, TrackUID: number, TrackType: 2, CodecID: "A_OPUS", CodecPrivate: private,
		SeekPreRoll: 80_000_000, Audio: &webm.Audio{SamplingFrequency: 48000, Channels: 2}}
}

func (w *webmFile) head() ([]byte, error) {
	type segment struct {
		Info   webm.Info   `ebml:"Info"`
		Tracks webm.Tracks `ebml:"Tracks"`
	}
	file := struct {
		Header  webm.EBMLHeader `ebml:"EBML"`
		Segment segment         `ebml:"Segment,size=unknown"`
	}{webmHeader(), segment{
		Info:   webm.Info{TimecodeScale: 1_000_000, MuxingApp: writer, WritingApp: writer},
		Tracks: webm.Tracks{TrackEntry: []webm.TrackEntry{pictureTrack(1, w.width, w.height)}},
	}}
	var b bytes.Buffer
	err := ebml.Marshal(&file, &b)
	return b.Bytes(), err
}

func (w *webmFile) fragment(samples []Sample, _ time.Duration) ([]byte, error) {
	c := newCluster(samples[0].At)
	for _, s := range samples {
		c.add(1, s)
	}
	return c.bytes()
}

// cluster collects blocks that lie within 32 s.
type cluster struct {
	begins int64 // ms
	blocks []ebml.Block
}

func newCluster(at time.Duration) *cluster { return &cluster{begins: at.Milliseconds()} }

func (c *cluster) add(track uint64, s Sample) {
	c.blocks = append(c.blocks, ebml.Block{TrackNumber: track, Timecode: int16(s.At.Milliseconds() - c.begins), Keyframe: s.Key, Data: [][]byte{s.Data}})
}

func (c *cluster) bytes() ([]byte, error) {
	type body struct {
		Timecode    uint64       `ebml:"Timecode"`
		SimpleBlock []ebml.Block `ebml:"SimpleBlock"`
	}
	var b bytes.Buffer
	err := ebml.Marshal(&struct {
		Cluster body `ebml:"Cluster"`
	}{body{uint64(c.begins), c.blocks}}, &b)
	return b.Bytes(), err
}
