package recorder

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"aula/internal/media"
	"aula/internal/media/codec"
)

// IndexName is the file beside the pictures and sounds. It has one JSON object a line and only grows.
const IndexName = "index.jsonl"

// What a line of the index tells.
const (
	WhatBegun = "begun"
	WhatFile  = "file"  // a file begins
	WhatGap   = "gap"   // something is missing
	WhatMark  = "mark"  // something happened
	WhatEnded = "ended" // in good order, or with a cause; missing after a crash
)

// SlideChanged is the kind of the marks that the recorder makes itself.
const SlideChanged = "slide"

// Line is one line of the index.
type Line struct {
	What   string     `json:"what"`
	At     time.Time  `json:"at"` // of a file: of its first frame; of a gap: its beginning
	Until  time.Time  `json:"until,omitzero"`
	Slot   media.Slot `json:"slot,omitempty"`
	Sound  bool       `json:"sound,omitempty"`
	File   string     `json:"file,omitempty"`
	Codec  codec.Name `json:"codec,omitempty"`
	Width  int        `json:"width,omitempty"`
	Height int        `json:"height,omitempty"`
	From   string     `json:"from,omitempty"` // publisher
	Cause  string     `json:"cause,omitempty"`
	Kind   string     `json:"kind,omitempty"` // of a mark
	Ref    string     `json:"ref,omitempty"`
}

type index struct{ file *os.File }

func createIndex(folder string) (*index, error) {
	f, err := os.OpenFile(filepath.Join(folder, IndexName), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o600)
	return &index{f}, err
}

func (ix *index) write(l Line) error {
	l.At, l.Until = l.At.UTC(), l.Until.UTC()
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = ix.file.Write(append(b, '\n'))
	return err
}

// Sync implements synced.
func (ix *index) Sync() error { return ix.file.Sync() }

func (ix *index) close() error { return errors.Join(ix.file.Sync(), ix.file.Close()) }

// ReadIndex reads the index of a folder. A last line that was being written is left out.
func ReadIndex(folder string) ([]Line, error) {
	f, err := os.Open(filepath.Join(folder, IndexName))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Line
	for r := bufio.NewReader(f); ; {
		b, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		var l Line
		if err := json.Unmarshal(b, &l); err != nil {
			return all, err
		}
		all = append(all, l)
	}
}
