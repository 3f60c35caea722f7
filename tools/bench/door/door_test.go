package door

import "testing"

// Medians are taken over the rounds, of each engine and form by itself, and an engine
// that was left out has no figures.
func TestSummary(t *testing.T) {
	o := options{scanners: 64, batch: 50}
	one, batch := o.forms()[0], o.forms()[2]
	var runs []run
	for i, speed := range []float64{5000, 7000, 6000} {
		runs = append(runs, run{engine: sqlite, form: one, flushes: float64(1000 + i), result: result{perSecond: speed, p50: 1, p99: speed / 1000}})
		runs = append(runs, run{engine: sqlite, form: batch, flushes: 2000, result: result{perSecond: 2 * speed}})
	}
	got := map[string]float64{}
	for _, f := range o.summarise(runs) {
		got[f.Name] = f.Value
	}
	want := map[string]float64{
		"roll.checkin.sqlite.per_s": 6000, "roll.checkin.sqlite.p50_ms": 1, "roll.checkin.sqlite.p99_ms": 6,
		"roll.checkin.sqlite.batch.per_s": 12000, "roll.checkin.sqlite.batch.p50_ms": 0, "roll.checkin.sqlite.batch.p99_ms": 0,
		"roll.checkin.disk_fsync_per_s": 2000,
	}
	for name, value := range want {
		if v, there := got[name]; !there || v != value {
			t.Errorf("%s is %v, want %v", name, v, value)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
}
