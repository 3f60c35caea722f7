// Package reel keeps the frames of one line in a file that only grows, fragment by
// fragment: whatever ends the writing, the file plays up to its last whole fragment.
// H264, VP9, AV1 and Opus are kept as fragmented MP4, VP8 as WebM.
package reel

import (
	"fmt"
	"os"
	"time"

	"aula/internal/media/codec"
	"aula/internal/media/frame"
)

// Sample is one frame in a file.
type Sample struct {
	At   time.Duration // since the beginning of the file; each later than the one before
	Key  bool
	Data []byte // as the kind of file holds it: see Data
}

// format is one kind of file.
type format interface {
	// head returns what stands before the fragments.
	head() ([]byte, error)
	// fragment returns samples that follow each other, up to the time until.
	fragment(samples []Sample, until time.Duration) ([]byte, error)
}

// Ending returns how the name of a file with that codec ends.
func Ending(name codec.Name) string {
	if name == codec.VP8 {
		return ".webm"
	}
	return ".mp4"
}

// Data returns a frame as a file holds it.
func Data(f frame.Frame) []byte {
	switch f.Codec.Name {
	case codec.H264:
		return lengthPrefixed(f.Units)
	case codec.AV1:
		return frame.OBUs(f.Units)
	}
	return f.Units[0]
}

// Writer writes one file. It is used by one goroutine, Sync by any.
type Writer struct {
	file   *os.File
	format format
	size   int64
}

// Create makes a new file for frames like f, which must be a key frame or sound. It
// fails when there is such a file, or when f does not say how it is to be decoded.
func Create(path string, f frame.Frame) (*Writer, error) {
	kind, err := formatFor(f)
	if err != nil {
		return nil, err
	}
	head, err := kind.head()
	if err != nil {
		return nil, fmt.Errorf("reel: head: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: file, format: kind}
	if err := w.write(head); err != nil {
		file.Close()
		return nil, err
	}
	return w, nil
}

func formatFor(f frame.Frame) (format, error) {
	if f.Codec.Name == codec.VP8 {
		return newWebM(f)
	}
	return newMP4(f)
}

// Write adds a fragment. until is where the last sample ends, as far as is known.
func (w *Writer) Write(samples []Sample, until time.Duration) error {
	if len(samples) == 0 {
		return nil
	}
	b, err := w.format.fragment(samples, until)
	if err != nil {
		return fmt.Errorf("reel: fragment: %w", err)
	}
	return w.write(b)
}

// write leaves no part of a fragment behind when the disk is full.
func (w *Writer) write(b []byte) error {
	if n, err := w.file.Write(b); err != nil {
		if n > 0 {
			_ = w.file.Truncate(w.size)
		}
		return err
	}
	w.size += int64(len(b))
	return nil
}

// Size returns how many bytes were written.
func (w *Writer) Size() int64 { return w.size }

// Sync has the system bring what was written to the disk.
func (w *Writer) Sync() error { return w.file.Sync() }

// Close syncs and closes the file.
func (w *Writer) Close() error {
	err := w.file.Sync()
	if cerr := w.file.Close(); err == nil {
		err = cerr
	}
	return err
}
