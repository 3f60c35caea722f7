package web

import (
	"math"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"time"

	"aula/internal/floor"
	"aula/internal/media"
	"aula/internal/seminar"
)

// deskSource is one publisher as the desk shows it (docs/protocol.md, section 5).
type deskSource struct {
	ID            string       `json:"id"`
	Source        seminar.ID   `json:"source"` // the person, key or device that may be shut out
	Label         string       `json:"label"`
	Place         seminar.ID   `json:"place,omitempty"`
	Slot          string       `json:"slot"` // offered
	Codec         string       `json:"codec"`
	Kbps          int          `json:"kbps"`
	Packets       uint64       `json:"packets"`
	Lost          uint64       `json:"lost"`
	KeyframeAgeMS int64        `json:"keyframe_age_ms"`
	Since         time.Time    `json:"since"`
	OnAir         []media.Slot `json:"on_air"`
	Tracks        []deskTrack  `json:"tracks"`
}

// deskTrack is one picture or sound of a source.
type deskTrack struct {
	Kind    string `json:"kind"`
	Layer   string `json:"layer,omitempty"` // of simulcast
	Codec   string `json:"codec"`
	Kbps    int    `json:"kbps"`
	Packets uint64 `json:"packets"`
	Lost    uint64 `json:"lost"`
}

// deskHall is how the screen of a hall receives, as it said last.
type deskHall struct {
	Place  seminar.ID  `json:"place"`
	Report *hallReport `json:"report,omitempty"` // nil when no screen of the hall has said anything lately
}

type deskSources struct {
	Publishers []deskSource `json:"publishers"`
	Halls      []deskHall   `json:"halls"`
	Viewers    struct {
		Count     int    `json:"count"`
		Connected int    `json:"connected"`
		Dropped   uint64 `json:"dropped"`
	} `json:"viewers"`
	Unable   map[media.Slot]int `json:"unable"`    // viewers who cannot decode what is in a slot
	ServerMS int64              `json:"server_ms"` // how late the server comes to what it has to do
}

// listSources tells the desk how every source and every hall is.
func listSources(c *call) error {
	health := c.s.Plane.Health(string(c.book.Seminar.ID))
	answer := deskSources{Publishers: []deskSource{}, Halls: c.deskHalls(), Unable: map[media.Slot]int{}, ServerMS: c.s.lateness.read().Milliseconds()}
	for _, p := range health.Publishers {
		answer.Publishers = append(answer.Publishers, c.deskSource(p))
	}
	for _, s := range health.Slots {
		if s.Unable > 0 {
			answer.Unable[s.Slot] = s.Unable
		}
	}
	answer.Viewers.Count, answer.Viewers.Connected, answer.Viewers.Dropped = health.Viewers.Count, health.Viewers.Connected, health.Viewers.Dropped
	return c.json(200, answer)
}

func (c *call) deskSource(p media.PublisherHealth) deskSource {
	label, place := c.s.About(p.Name)
	d := deskSource{ID: p.Name, Source: floor.Owner(p.Name), Label: label, Place: place, Slot: string(p.Slot), Since: p.Since.UTC(), OnAir: p.OnAir,
		KeyframeAgeMS: -1, Tracks: []deskTrack{}}
	if floor.OnWall(d.Slot) {
		d.Slot = floor.Wall
	}
	if d.OnAir == nil {
		d.OnAir = []media.Slot{}
	}
	var codecs []string
	for _, t := range p.Tracks {
		d.Tracks = append(d.Tracks, deskTrack{t.Kind, t.Layer, t.Codec, t.BitRate / 1000, t.Packets, t.Lost})
		if t.Codec != "" && !slices.Contains(codecs, t.Codec) {
			codecs = append(codecs, t.Codec)
		}
		d.Kbps += t.BitRate / 1000
		d.Packets += t.Packets
		d.Lost += t.Lost
		if age := time.Since(t.LastKeyFrame).Milliseconds(); !t.LastKeyFrame.IsZero() && (d.KeyframeAgeMS < 0 || age < d.KeyframeAgeMS) {
			d.KeyframeAgeMS = age // of layers, that of the last one that had one
		}
	}
	d.Codec = strings.Join(codecs, ", ")
	return d
}

// lateness is how late goroutines came to run since it was last read: the server's own
// part in what goes wrong.
type lateness struct {
	mu     sync.Mutex
	before []uint64 // guarded by mu; counts at the last reading
}

const schedLatencies = "/sched/latencies:seconds"

// read returns the delay that one of a hundred had to bear since the last time.
func (l *lateness) read() time.Duration {
	sample := []metrics.Sample{{Name: schedLatencies}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindFloat64Histogram {
		return 0
	}
	now := sample[0].Value.Float64Histogram()
	l.mu.Lock()
	defer l.mu.Unlock()
	late := percentile(now, l.before, 0.99)
	l.before = append([]uint64{}, now.Counts...)
	return late
}

func percentile(h *metrics.Float64Histogram, before []uint64, part float64) time.Duration {
	count := func(i int) uint64 {
		if i < len(before) {
			return h.Counts[i] - before[i]
		}
		return h.Counts[i]
	}
	var sum, seen uint64
	for i := range h.Counts {
		sum += count(i)
	}
	for i := range h.Counts {
		seen += count(i)
		if sum > 0 && float64(seen) >= part*float64(sum) {
			if edge := h.Buckets[i+1]; !math.IsInf(edge, 1) {
				return time.Duration(edge * float64(time.Second))
			}
			return time.Duration(h.Buckets[i] * float64(time.Second))
		}
	}
	return 0
}
