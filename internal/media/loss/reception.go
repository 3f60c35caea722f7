package loss

import (
	"time"

	"github.com/pion/rtcp"
)

// Reception counts what a receiver report tells (RFC 3550 section 6.4.1 and appendix A).
type Reception struct {
	Rate uint32 // ticks of the RTP clock in a second

	started  bool
	first    int64
	highest  int64
	received int64
	expected int64 // at the last report
	taken    int64 // at the last report
	transit  float64
	jitter   float64
	sent     uint64 // NTP time of the last sender report
	reported time.Time
}

// Arrived notes a packet that had not come before.
func (r *Reception) Arrived(seq uint16, stamp uint32, now time.Time) {
	if !r.started {
		r.started, r.first, r.highest = true, int64(seq), int64(seq)
		r.transit = r.way(stamp, now)
	}
	r.received++
	if ahead := int64(int16(seq - uint16(r.highest))); ahead > 0 {
		r.highest += ahead
	}
	way := r.way(stamp, now)
	d := way - r.transit
	if r.transit = way; d < 0 {
		d = -d
	}
	if d < float64(r.Rate) { // a leap of the timestamp is no jitter
		r.jitter += (d - r.jitter) / 16
	}
}

// way is the difference between arrival and timestamp, in ticks.
func (r *Reception) way(stamp uint32, now time.Time) float64 {
	ticks := uint64(now.UnixMicro()) * uint64(r.Rate) / 1_000_000
	return float64(int32(uint32(ticks) - stamp))
}

// Reported notes a sender report.
func (r *Reception) Reported(ntp uint64, now time.Time) { r.sent, r.reported = ntp, now }

// Report returns what is told of a stream, and begins the next interval.
func (r *Reception) Report(ssrc uint32, now time.Time) rtcp.ReceptionReport {
	expected := r.highest - r.first + 1
	report := rtcp.ReceptionReport{
		SSRC: ssrc, LastSequenceNumber: uint32(r.highest), Jitter: uint32(r.jitter),
		TotalLost: uint32(max(0, expected-r.received)) & 0xffffff,
	}
	if span, lost := expected-r.expected, (expected-r.expected)-(r.received-r.taken); span > 0 && lost > 0 {
		report.FractionLost = uint8(min(255, lost*256/span))
	}
	r.expected, r.taken = expected, r.received
	if !r.reported.IsZero() {
		report.LastSenderReport = uint32(r.sent >> 16)
		report.Delay = uint32(now.Sub(r.reported).Seconds() * 65536)
	}
	return report
}
