package reel

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/bluenviron/mediacommon/v2/pkg/formats/fmp4"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/mp4/codecs"
)

// Place says where in a file a sample lies.
type Place struct {
	At     time.Duration // since the beginning of the file
	Key    bool
	Offset int64
	Size   int
}

// Contents are what a file holds.
type Contents struct {
	Path   string
	Places []Place
	Ends   time.Duration // where the last sample ends, as far as is known
	codec  codecs.Codec  // nil for VP8
}

// Read finds the samples of a file, up to its last whole fragment.
func Read(path string) (Contents, error) {
	c := Contents{Path: path}
	file, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return c, err
	}
	if r := io.NewSectionReader(file, 0, info.Size()); filepath.Ext(path) == ".webm" {
		err = c.readWebM(r)
	} else {
		err = c.readMP4(r)
	}
	if err != nil {
		return c, fmt.Errorf("reel: %s: %w", filepath.Base(path), err)
	}
	return c, nil
}

// largest is how long a head or a fragment may be.
const largest = 256 << 20

var errForeign = errors.New("not a file of ours")

// piece reads n bytes; io.EOF when the file ends within them.
func piece(r *io.SectionReader, at, n int64) ([]byte, error) {
	if n < 0 || n > largest {
		return nil, errForeign
	}
	if at+n > r.Size() {
		return nil, io.EOF
	}
	b := make([]byte, n)
	if _, err := r.ReadAt(b, at); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		return nil, err
	}
	return b, nil
}

// box reads the size and the type of an MP4 box.
func box(r *io.SectionReader, at int64) (size int64, kind string, err error) {
	b, err := piece(r, at, 8)
	if err != nil {
		return 0, "", err
	}
	size = int64(binary.BigEndian.Uint32(b))
	if size < 8 {
		return 0, "", errForeign
	}
	return size, string(b[4:]), nil
}

func (c *Contents) readMP4(r *io.SectionReader) error {
	var scale uint32
	var at, fragment int64
	for {
		size, kind, err := box(r, at)
		if err == nil && at+size > fragment+largest {
			err = errForeign
		}
		switch {
		case errors.Is(err, io.EOF) && c.codec != nil:
			return nil
		case err != nil:
			return err
		}
		at += size
		switch kind {
		case "moov":
			if scale, err = c.readHead(r, at); err != nil {
				return err
			}
			fragment = at
		case "mdat":
			b, err := piece(r, fragment, at-fragment)
			if errors.Is(err, io.EOF) {
				return nil // it was being written
			}
			if err == nil {
				err = c.readFragment(b, fragment, size, scale)
			}
			if err != nil {
				return err
			}
			fragment = at
		}
	}
}

func (c *Contents) readHead(r *io.SectionReader, n int64) (scale uint32, err error) {
	b, err := piece(r, 0, n)
	if err != nil {
		return 0, err
	}
	var head fmp4.Init
	if err := head.Unmarshal(bytes.NewReader(b)); err != nil {
		return 0, err
	}
	if len(head.Tracks) != 1 {
		return 0, errForeign
	}
	c.codec = head.Tracks[0].Codec
	return head.Tracks[0].TimeScale, nil
}

// readFragment takes the samples out of a moof and its mdat, which is size long.
func (c *Contents) readFragment(b []byte, at, size int64, scale uint32) error {
	var parts fmp4.Parts
	if err := parts.Unmarshal(b); err != nil {
		return err
	}
	offset := at + int64(len(b)) - size + 8
	for _, p := range parts {
		for _, t := range p.Tracks {
			time := t.BaseTime
			for _, s := range t.Samples {
				c.Places = append(c.Places, Place{At: fromTicks(time, scale), Key: !s.IsNonSyncSample, Offset: offset, Size: len(s.Payload)})
				time += uint64(s.Duration)
				offset += int64(len(s.Payload))
			}
			c.Ends = fromTicks(time, scale)
		}
	}
	return nil
}
