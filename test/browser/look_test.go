package browser_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"aula/internal/browsertest"
)

// lookScript takes pictures out of a <video> for a while and reads each as a person
// would: how large, which number stands in its blocks, where its bar is.
const lookScript = `async (slot, film, lasts) => {
  const video = document.querySelector('video[data-slot="' + slot + '"]');
  const canvas = document.createElement("canvas");
  const draw = canvas.getContext("2d", {willReadFrequently: true});
  const seen = {Width: 0, Height: 0, Unreadable: 0, Pictures: []};
  const read = () => {
    seen.Width = canvas.width = video.videoWidth;
    seen.Height = canvas.height = video.videoHeight;
    draw.drawImage(video, 0, 0);
    const scale = video.videoWidth / film.Width;
    const lit = (x, y) => { const [r, g, b] = draw.getImageData(Math.floor(x * scale), Math.floor(y * scale), 1, 1).data; return r + g + b > 382; };
    const c = film.Counter, block = i => lit(c.X + (i + 0.5) * c.Block, c.Y + c.Block / 2);
    if (!block(0) || block(17)) return -1;
    let n = 0;
    for (let i = 1; i <= 16; i++) n = n * 2 + (block(i) ? 1 : 0);
    const bar = n * film.Stride, row = film.Height / 4;
    const there = lit(bar + film.Bar / 2, row), before = bar > 20 && lit(bar - 16, row), after = bar + film.Bar + 20 < film.Width && lit(bar + film.Bar + 16, row);
    return there && !before && !after ? n : -1;
  };
  for (const end = performance.now() + lasts; performance.now() < end; await new Promise(done => setTimeout(done, 15))) {
    if (!video.videoWidth) continue;
    const n = read(), last = seen.Pictures.at(-1);
    if (n < 0) seen.Unreadable++;
    else if (n !== last?.N) seen.Pictures.push({At: performance.now(), N: n});
  }
  return seen;
}`

// seen is what was seen of a film.
type seen struct {
	Width, Height int
	Unreadable    int // looks at a picture that could not be read
	Pictures      []picture
}

type picture struct {
	At float64 // milliseconds
	N  int     // its number in the film
}

func look(tab *browsertest.Tab, slot string, f film, lasts time.Duration) seen {
	film, _ := json.Marshal(f) // plain numbers
	return browsertest.Eval[seen](tab, fmt.Sprintf(`(%s)(%q, %s, %d)`, lookScript, slot, film, lasts.Milliseconds()))
}

// fault says why what was seen is not the film in its motion; "" when it is.
func (s seen) fault(f film) string {
	n := len(s.Pictures)
	switch {
	case s.Width*f.Height != s.Height*f.Width || s.Width > f.Width || 2*s.Width < f.Width: // cameras go out in two sizes
		return fmt.Sprintf("the picture is %d x %d, want %d x %d or half of it", s.Width, s.Height, f.Width, f.Height)
	case n < 5:
		return fmt.Sprintf("%d pictures in all, %d looks could not be read", n, s.Unreadable)
	case s.Unreadable > n/2:
		return fmt.Sprintf("%d looks could not be read beside %d pictures that could", s.Unreadable, n)
	}
	moved := 0
	for i := 1; i < n; i++ {
		step := (s.Pictures[i].N - s.Pictures[i-1].N + f.Pictures) % f.Pictures
		if step > f.Pictures/2 {
			return fmt.Sprintf("picture %d came after %d", s.Pictures[i].N, s.Pictures[i-1].N)
		}
		moved += step
	}
	rate := float64(moved) / (s.Pictures[n-1].At - s.Pictures[0].At) * 1000
	if rate < float64(f.Rate)/2 || rate > float64(f.Rate)*1.5 {
		return fmt.Sprintf("the film runs at %.1f pictures a second, want about %d", rate, f.Rate)
	}
	return ""
}

// watches waits until the film is seen in a slot as it was taken, in motion.
func watches(t testing.TB, who string, tab *browsertest.Tab, slot string, f film) {
	t.Helper()
	var s seen
	eventually(t, who+" sees the "+slot, func() string {
		s = look(tab, slot, f, 1500*time.Millisecond)
		return s.fault(f)
	})
	t.Logf("%s sees the %s: %d x %d, %d pictures from %d to %d", who, slot, s.Width, s.Height, len(s.Pictures), s.Pictures[0].N, s.Pictures[len(s.Pictures)-1].N)
}

// still fails when the pictures of a slot go on.
func still(t testing.TB, who string, tab *browsertest.Tab, slot string, f film) {
	t.Helper()
	eventually(t, who+" sees the "+slot+" end", func() string {
		if s := look(tab, slot, f, time.Second); len(s.Pictures) > 1 {
			return fmt.Sprintf("%d pictures in a second", len(s.Pictures))
		}
		return ""
	})
}

// listenScript measures the strongest frequency among the samples of a sound.
const listenScript = `async (slot) => {
  const audio = document.querySelector('audio[data-sound="' + slot + '"]');
  if (!audio.srcObject) return {Hertz: 0, Decibels: -200};
  const context = new AudioContext();
  await context.resume();
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  analyser.smoothingTimeConstant = 0;
  context.createMediaStreamSource(audio.srcObject).connect(analyser);
  const bins = new Float32Array(analyser.frequencyBinCount);
  const heard = {Hertz: 0, Decibels: -200};
  for (let i = 0; i < 12; i++) {
    await new Promise(done => setTimeout(done, 100));
    analyser.getFloatFrequencyData(bins);
    const best = bins.reduce((a, v, j) => j > 8 && v > bins[a] ? j : a, 9);
    if (bins[best] > heard.Decibels && Number.isFinite(bins[best])) Object.assign(heard, {Hertz: best * context.sampleRate / analyser.fftSize, Decibels: bins[best]});
  }
  await context.close();
  return heard;
}`

type heard struct{ Hertz, Decibels float64 }

// hears waits until the loudest of a sound's frequencies is the wanted one, within 30 Hz.
func hears(t testing.TB, who string, tab *browsertest.Tab, slot string, hertz float64) {
	t.Helper()
	var h heard
	eventually(t, who+" hears the "+slot, func() string {
		h = browsertest.Eval[heard](tab, fmt.Sprintf(`(%s)(%q)`, listenScript, slot))
		if math.Abs(h.Hertz-hertz) > 30 || h.Decibels < -60 {
			return fmt.Sprintf("%.0f Hz at %.0f dB, want %.0f Hz", h.Hertz, h.Decibels, hertz)
		}
		return ""
	})
	t.Logf("%s hears the %s: %.0f Hz at %.0f dB", who, slot, h.Hertz, h.Decibels)
}
