package reel

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"time"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/webm"
)

// placeholder is a position that needs all eight bytes and is filled in at the end.
const placeholder = 0x0123456789abcdef

var (
	idInfo   = []byte{0x15, 0x49, 0xa9, 0x66}
	idTracks = []byte{0x16, 0x54, 0xae, 0x6b}
	idCues   = []byte{0x1c, 0x53, 0xbb, 0x6b}
)

// clusterLasts bounds a cluster; a search lands at the beginning of one.
const clusterLasts = 5 * time.Second

// webm writes a film with its length and its cues, by which players search (RFC 9559
// section 22).
func (j *joining) webm(file *os.File) error {
	all := j.film.mixed()
	if len(all) == 0 {
		return errEmpty
	}
	head, begins, err := j.webmHead(all[len(all)-1].At + 40*time.Millisecond)
	if err != nil {
		return err
	}
	out := &counting{w: bufio.NewWriterSize(file, 1<<20)}
	if _, err := out.Write(head); err != nil {
		return err
	}
	var cues webm.Cues
	for _, group := range clusters(all) {
		if group[0].track == 1 {
			cues.CuePoint = append(cues.CuePoint, webm.CuePoint{CueTime: uint64(group[0].At.Milliseconds()),
				CueTrackPositions: []webm.CueTrackPosition{{CueTrack: 1, CueClusterPosition: uint64(out.n - begins)}}})
		}
		if err := j.writeCluster(out, group); err != nil {
			return err
		}
	}
	at := out.n - begins
	if err := ebml.Marshal(&struct {
		Cues webm.Cues `ebml:"Cues"`
	}{cues}, out); err != nil {
		return err
	}
	if err := out.w.Flush(); err != nil {
		return err
	}
	return settle(file, head, begins, at, out.n)
}

// webmHead returns everything before the clusters, and where the segment's data begin.
func (j *joining) webmHead(lasts time.Duration) (head []byte, begins int64, err error) {
	type segment struct {
		SeekHead webm.SeekHead `ebml:"SeekHead"`
		Info     webm.Info     `ebml:"Info"`
		Tracks   webm.Tracks   `ebml:"Tracks"`
	}
	seek := func(id []byte) webm.Seek { return webm.Seek{SeekID: id, SeekPosition: placeholder} }
	s := segment{
		SeekHead: webm.SeekHead{Seek: []webm.Seek{seek(idInfo), seek(idTracks), seek(idCues)}},
		Info:     webm.Info{TimecodeScale: 1_000_000, MuxingApp: writer, WritingApp: writer, Duration: float64(lasts.Milliseconds())},
	}
	s.Tracks.TrackEntry = []webm.TrackEntry{pictureTrack(1, j.film.Width, j.film.Height)}
	if len(j.film.Sound) > 0 {
		s.Tracks.TrackEntry = append(s.Tracks.TrackEntry, soundTrack(2))
	}
	var b bytes.Buffer
	if err := ebml.Marshal(&struct {
		Header webm.EBMLHeader `ebml:"EBML"`
	}{webmHeader()}, &b); err != nil {
		return nil, 0, err
	}
	const segmentHead = 12 // id and eight bytes of size
	begins = int64(b.Len()) + segmentHead
	err = ebml.Marshal(&struct {
		Segment segment `ebml:"Segment,size=unknown"`
	}{s}, &b)
	return b.Bytes(), begins, err
}

// settle fills in the positions and the size of the segment, which were not known before.
func settle(file *os.File, head []byte, begins, cues, ends int64) error {
	unknown := binary.BigEndian.AppendUint64(nil, placeholder)
	at := 0
	place := func(id []byte) int64 { return int64(bytes.LastIndex(head, id)) - begins } // behind the seek head that names it
	for _, position := range []int64{place(idInfo), place(idTracks), cues} {
		i := bytes.Index(head[at:], unknown)
		if i < 0 {
			return errForeign
		}
		at += i
		if _, err := file.WriteAt(binary.BigEndian.AppendUint64(nil, uint64(position)), int64(at)); err != nil {
			return err
		}
		at += len(unknown)
	}
	size := binary.BigEndian.AppendUint64(nil, 1<<56|uint64(ends-begins))
	_, err := file.WriteAt(size, begins-8)
	return err
}

// clusters cuts at key frames that are far enough from the last cut, and at the latest
// before a block's time no longer fits.
func clusters(all []tracked) [][]tracked {
	var groups [][]tracked
	from := 0
	for i, s := range all {
		long := s.At - all[from].At
		if i > from && (s.track == 1 && s.Key && long >= time.Second || long >= clusterLasts) {
			groups = append(groups, all[from:i])
			from = i
		}
	}
	return append(groups, all[from:])
}

func (j *joining) writeCluster(w io.Writer, group []tracked) error {
	c := newCluster(group[0].At)
	for _, s := range group {
		data, err := j.data(s.shot)
		if err != nil {
			return err
		}
		c.add(s.track, Sample{At: s.At, Key: s.Key, Data: data})
	}
	b, err := c.bytes()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

type counting struct {
	w *bufio.Writer
	n int64
}

func (c *counting) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}
