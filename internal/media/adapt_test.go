package media

import (
	"testing"

	"github.com/pion/rtcp"
)

func TestWhatAReportSaysOfALine(t *testing.T) {
	var h heard
	for i, c := range []struct {
		seq, lost         uint32
		expected, missing int
	}{
		{1_000, 3, 0, 0}, // of before
		{1_100, 13, 100, 10},
		{1_100, 13, 0, 0},
		{1_150, 11, 50, -2}, // two were sent again
		{1_200, 0xffffff, 50, -12},
		{1_210, 1, 10, 2},
		{500, 0, 0, 0}, // it counts anew
		{600, 5, 100, 5},
	} {
		if e, m := h.since(rtcp.ReceptionReport{LastSequenceNumber: c.seq, TotalLost: c.lost}); e != c.expected || m != c.missing {
			t.Errorf("report %d: %d expected, %d missing, want %d and %d", i, e, m, c.expected, c.missing)
		}
	}
}

// Packets that do not tell their layer are of the layer that their picture has told.
func TestAPictureIsOfOneLayer(t *testing.T) {
	var h halves
	for i, p := range []struct {
		layer int
		told  bool
		stamp uint32
		upper bool
	}{
		{0, false, 7, false}, // nothing is known yet
		{1, true, 8, true}, {0, false, 8, true}, {0, false, 8, true},
		{0, true, 9, false}, {0, false, 9, false},
		{0, false, 10, false}, // its beginning is missing
		{2, true, 10, true},
	} {
		if got := h.take(p.layer, p.told, p.stamp, 100); got != p.upper {
			t.Errorf("packet %d: %v, want %v", i, got, p.upper)
		}
	}
	if got := h.share(); got != 2.0/6 {
		t.Errorf("the base is %g of it, want a third", got)
	}
}
