package quality

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Unix(1_800_000_000, 0)

const kbit = 1000

var (
	slides = Line{300 * kbit}
	camera = Line{150 * kbit, 500 * kbit, 1500 * kbit}
)

func TestWhatARateHasRoomFor(t *testing.T) {
	for _, tt := range []struct {
		name  string
		rate  int // 0: the viewer says nothing
		lines []Line
		want  []int
	}{
		{"nothing is known", 0, []Line{slides, camera}, []int{0, 2}},
		{"room for all", 2000 * kbit, []Line{slides, camera}, []int{0, 2}},
		{"a smaller camera", 1500 * kbit, []Line{slides, camera}, []int{0, 1}},
		{"the smallest camera", 600 * kbit, []Line{slides, camera}, []int{0, 0}},
		{"slides before camera", 400 * kbit, []Line{slides, camera}, []int{0, None}},
		{"always something", 45 * kbit, []Line{slides, camera}, []int{0, None}},
		{"one camera alone", 50 * kbit, []Line{camera}, []int{0}},
		{"a layer that is not sent", 9000 * kbit, []Line{{150 * kbit, 500 * kbit, 0}}, []int{1}},
		{"the best that is sent", 0, []Line{{150 * kbit, 500 * kbit, 0}}, []int{1}},
		{"no picture at all", 100 * kbit, nil, []int{}},
	} {
		w := Way{room: tt.rate, next: noon.Add(time.Hour), dark: darkAfter}
		if got := w.Choose(40*kbit, tt.lines, noon); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// line is a way with a true capacity, whose viewer estimates as browsers do: up by 8 % a second and at most to half as much again
// as it receives, and down to a part of what gets through when that is less.
type line struct {
	Way
	capacity int
	estimate float64
	lossy    bool
}

func (l *line) second(sent int, now time.Time) {
	got := min(sent, l.capacity)
	switch {
	case sent > l.capacity:
		l.estimate = 0.85 * float64(got)
	default:
		l.estimate = max(l.estimate, min(l.estimate*1.08, 1.5*float64(got)+10_000))
	}
	if l.lossy {
		l.Received(1000, int(1000*(float64(sent-got)/float64(max(sent, 1)))))
		return
	}
	l.Estimate(int(l.estimate), now)
}

// run lets seconds pass and returns how many of them each layer was sent, and the layer at the end.
func (l *line) run(seconds int, at *time.Time) (spent map[int]int, last int) {
	spent = map[int]int{}
	for range seconds {
		last = l.Choose(40*kbit, []Line{camera}, *at)[0]
		spent[last]++
		l.second(40*kbit+camera[last], *at)
		*at = at.Add(time.Second)
	}
	return spent, last
}

func TestDownAtOnceAndUpAgain(t *testing.T) {
	now := noon
	l := &line{capacity: 5000 * kbit, estimate: 3000 * kbit}
	if _, last := l.run(10, &now); last != 2 {
		t.Fatalf("on a wide way layer %d", last)
	}
	l.capacity = 600 * kbit
	if _, last := l.run(3, &now); last != 1 && last != 0 {
		t.Errorf("3 s after it became narrow still layer %d", last)
	}
	spent, last := l.run(120, &now)
	if last == 2 || spent[2] > 20 {
		t.Errorf("in 120 s on a narrow way %d s were spent trying what does not fit", spent[2])
	}
	l.capacity = 5000 * kbit
	if _, last := l.run(100, &now); last != 2 {
		t.Errorf("100 s after the way is wide again: layer %d", last)
	}
}

// A viewer whose estimate knows only of the little it was sent so far is sent more all the same.
func TestASmallEstimateIsNoBound(t *testing.T) {
	now := noon
	l := &line{capacity: 5000 * kbit, estimate: 100 * kbit}
	l.room = 100 * kbit // since it was narrow
	if _, last := l.run(20, &now); last != 2 {
		t.Errorf("after 20 s on a wide way layer %d", last)
	}
}

// A viewer that only reports loss is served as well.
func TestLossAlone(t *testing.T) {
	now := noon
	l := &line{capacity: 5000 * kbit, lossy: true}
	if _, last := l.run(5, &now); last != 2 {
		t.Fatalf("without loss layer %d", last)
	}
	l.capacity = 600 * kbit
	if _, last := l.run(5, &now); last == 2 {
		t.Error("5 s of heavy loss change nothing")
	}
	l.capacity = 5000 * kbit
	if _, last := l.run(60, &now); last != 2 {
		t.Errorf("a minute without loss: layer %d", last)
	}
}

// What is lost by chance is lost again when less is sent: a way that has room keeps its pictures, unless so much
// is lost that nothing can be made of them.
func TestLossByChance(t *testing.T) {
	for _, tt := range []struct {
		lost float64
		want []int
	}{{0.05, []int{0, 2}}, {0.15, []int{0, 2}}, {0.4, []int{0, 0}}} {
		var w Way
		now, got, estimate := noon, []int(nil), 1400.0*kbit
		for second := range 60 {
			if got != nil && got[1] != 2 && tt.lost < lossHeavy {
				t.Fatalf("%.0f %% lost: %v in second %d", 100*tt.lost, got, second)
			}
			got = w.Choose(40*kbit, []Line{slides, camera}, now)
			w.Estimate(int(estimate), now) // below what is sent at first, but it rises
			estimate = min(1.08*estimate, 3000*kbit)
			w.Received(1000, int(1000*(tt.lost)))
			now = now.Add(time.Second)
		}
		if tt.lost < lossHeavy && !slices.Equal(got, tt.want) || tt.lost > lossHeavy && got[1] == 2 {
			t.Errorf("%.0f %% lost: %v", 100*tt.lost, got)
		}
	}
}

// A picture is taken away when there is no room for it for some seconds, and not before: the first estimates are small.
func TestAPictureIsNotTakenAwayForAMoment(t *testing.T) {
	for _, tt := range []struct {
		name  string
		small int // seconds in which the estimate is small
		want  []int
	}{
		{"at first", 3, []int{2, 2, 2, 2, 2, 2, 2}},
		{"a moment", 5, []int{2, 2, 2, 2, 2, 0, 0, 2}},
		{"for long", 12, []int{2, 2, 2, 2, 2, 0, 0, 0, None, 0}}, // and then it is tried again
	} {
		var w Way
		var got []int
		now := noon
		for second := range tt.want {
			got = append(got, w.Choose(40*kbit, []Line{slides, camera}, now)[1])
			estimate := 100 * kbit
			if second >= tt.small+1 {
				estimate = 3000 * kbit
			}
			w.Estimate(estimate, now)
			now = now.Add(time.Second)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A small estimate alone says little; with loss it says what the way carries.
func TestLossConfirmsASmallEstimate(t *testing.T) {
	for _, tt := range []struct {
		name string
		lost float64
		want int
	}{{"without loss", 0, 2}, {"with loss", 0.3, 0}} {
		var w Way
		w.Choose(40*kbit, []Line{camera}, noon)
		w.Estimate(200*kbit, noon)
		later := noon.Add(riseHolds)
		w.Estimate(200*kbit, later)
		w.Received(1000, int(1000*(tt.lost)))
		if got := w.Choose(40*kbit, []Line{camera}, later)[0]; got != tt.want {
			t.Errorf("%s: layer %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Whatever is said: every choice exists, the first line is sent something, and what is chosen on a
// known rate fits it unless it is a try, or the least there is.
func TestChoiceIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w Way
		now := noon
		for range rapid.IntRange(1, 40).Draw(t, "seconds") {
			now = now.Add(time.Second)
			if rapid.Bool().Draw(t, "estimates") {
				w.Estimate(rapid.IntRange(0, 5000*kbit).Draw(t, "estimate"), now)
			}
			w.Received(1000, int(1000*(rapid.Float64Range(0, 1).Draw(t, "lost"))))
			lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
				l := rapid.SliceOfN(rapid.IntRange(1, 2000*kbit), 1, 3).Draw(t, "layers")
				slices.Sort(l)
				return l
			}), 1, 5).Draw(t, "lines")
			chosen := w.Choose(40*kbit, lines, now)
			if len(chosen) != len(lines) || chosen[0] == None {
				t.Fatalf("%v of %v", chosen, lines)
			}
			for i, at := range chosen {
				if at < None || at >= len(lines[i]) {
					t.Fatalf("layer %d of %v", at, lines[i])
				}
			}
		}
	})
}

// What comes out of order is missing from one report and back in the next: nothing is lost.
func TestWhatComesLateIsNotLost(t *testing.T) {
	var w Way
	lines := []Line{camera}
	for i := range 60 {
		late := 45 // of a picture that was on its way when the report was written
		if i%2 == 1 {
			late = -45
		}
		w.Received(250, late)
		if got := w.Choose(40*kbit, lines, noon.Add(time.Duration(i)*time.Second)); got[0] != 2 {
			t.Fatalf("after %d s the camera is sent as %d", i, got[0])
		}
	}
	w.Received(250, 120)
	w.Received(250, 120)
	if got := w.Choose(40*kbit, lines, noon.Add(time.Minute)); got[0] == 2 {
		t.Error("a loss of half of everything changes nothing")
	}
}

// A camera that sends a little more than a moment ago does not end the try that it is part of.
func TestATryBearsACameraThatVaries(t *testing.T) {
	w := Way{room: 600 * kbit, wait: firstWait, next: noon}
	for i := range 10 {
		now := noon.Add(time.Duration(i) * time.Second)
		w.Estimate(600*kbit+i*40*kbit, now) // it rises
		more := 1500*kbit + i%3*100*kbit
		if got := w.Choose(40*kbit, []Line{{150 * kbit, more}}, now); got[0] != 1 {
			t.Errorf("after %d s it is sent as %d", i, got[0])
		}
	}
}
