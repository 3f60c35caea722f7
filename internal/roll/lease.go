package roll

import (
	"time"

	"aula/internal/seminar"
)

// Path is the way by which picture and sound came to somebody online.
type Path string

// The paths. A page that shows neither has none.
const (
	WebRTC Path = "webrtc" // directly, by UDP or TCP
	HLS    Path = "hls"    // by the stream, some seconds late
)

// Known reports whether there is such a path, or none.
func (p Path) Known() bool { return p == "" || p == WebRTC || p == HLS }

// Lease is an open presence online, renewed by heartbeats. When it ends it becomes
// evidence of kind Interval; until then it counts as far as it was renewed.
type Lease struct {
	Person  seminar.ID
	Place   seminar.ID
	Opened  time.Time
	Renewed time.Time
	Path    Path // one lease has one; who changes it goes on in another
}

// Evidence returns the lease as what it would be if it ended when it was last heard of.
func (l Lease) Evidence() Evidence {
	return Evidence{Person: l.Person, Kind: Interval, Place: l.Place, Path: l.Path, At: l.Opened, From: l.Opened, To: l.Renewed}
}
