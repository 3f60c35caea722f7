package page

import (
	"fmt"
	"io"
	"time"

	"aula/internal/seminar"
)

// Recordings lists what was recorded. Operators start and stop there by hand: POST
// /s/{seminar}/recordings/start and /stop.
type Recordings struct {
	Frame
	List      []RecordingRow // the latest first
	MayRecord bool
	Live      *LiveRecording // nil when nothing is being recorded, or the reader does not record
}

// LiveRecording is how a recording does that runs.
type LiveRecording struct {
	Megabytes     int
	FreeGigabytes int
	Low           bool
}

// RecordingRow is one recording.
type RecordingRow struct {
	ID     seminar.ID
	Title  seminar.Text // of its session; zero without one
	Began  time.Time
	Lasts  time.Duration
	State  RecordingState
	Cause  string // why it ended
	Public bool
}

// RecordingState says what can be done with a recording.
type RecordingState string

// The states.
const (
	RecordingRuns  RecordingState = "runs"
	RecordingMade  RecordingState = "making"
	RecordingReady RecordingState = "ready"
)

// Length writes a length as 1:02:03.
func (Frame) Length(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Seconds writes a time for a script.
func (Frame) Seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

// Render writes the page.
func (v Recordings) Render(w io.Writer) error { return Render(w, "recordings", v) }

// Recording is where one recording is played. Its script asks for
// /s/{seminar}/recording/{recording}/timeline. Its forms: POST …/publish with public=yes|no, POST …/compose.
type Recording struct {
	Frame
	RecordingRow
	Title     string // in the reader's language
	Chapters  []Chapter
	Slides    []Chapter
	Gaps      []RecordingGap
	Downloads []Download
	Captions  []string // the languages in which there are some

	MayPublish, MayCompose bool
	CanCompose             bool // the server has what it takes
	Composing              bool
	Percent                int
}

// Chapter is a moment to jump to.
type Chapter struct {
	At    time.Duration
	Kind  string // "item", "turn", "air", "slide"
	Text  seminar.Text
	Slot  string // with "air"
	Label string // with "air"
}

// RecordingGap is what is missing.
type RecordingGap struct {
	At, Lasts time.Duration
	Slot      string // "" for everything
	Sound     bool
	Cause     string
}

// Download is a file to take away.
type Download struct {
	Name      string
	Kind      string // "whole", "main", "slides", "floor"
	Megabytes int
}

// Texts returns what the page's script says.
func (v Recording) Texts() map[string]string {
	return texts(v.Printer, []string{"page.recording.play", "page.recording.pause", "page.recording.at", "page.recording.broken", "page.recording.percent"})
}

// Render writes the page.
func (v Recording) Render(w io.Writer) error {
	v.Script, v.Theme = "recording.js", "dark"
	return Render(w, "recording", v)
}
