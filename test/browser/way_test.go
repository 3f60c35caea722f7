package browser_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/media/hop"
	"aula/internal/seminar"
)

// snowFilm is a camera whose pictures want all the room that they can have.
func snowFilm() film {
	f := hallFilm()
	f.Snow = true
	return f
}

// relayScript leads the page's media through the address in window.relay, and keeps the connection to be asked what came.
const relayScript = `(() => {
  window.relay = %q;
  const take = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (d) {
    window.connection = this;
      const sdp = d.sdp.replace(/^a=candidate:.*\r\n/gm, line => / udp /.test(line) ? line.replace(/^(a=candidate:\S+ \d udp \d+) \S+ \d+/, "$1 " + relay) : "");
    return take.call(this, {type: d.type, sdp});
  };
})()`

// far is a viewer between whom and the hall stands a relay.
type far struct {
	*browsertest.Tab
	relay *hop.Relay
	house *apptest.House
	t     testing.TB
}

// lead opens another relay and leads what the page connects from now on through it.
func (f *far) lead() {
	f.t.Helper()
	server, err := netip.ParseAddrPort(f.house.App.Web.Plane.Addr().String())
	if err != nil {
		f.t.Fatal(err)
	}
	if f.relay, err = hop.Open(server); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = f.relay.Close() })
	f.Run(fmt.Sprintf(`window.relay = %q`, strings.Replace(f.relay.Addr().String(), ":", " ", 1)))
}

// farAway lets somebody watch a camera of snow from behind a relay.
func farAway(t testing.TB) *far {
	t.Helper()
	h := realHouse(t)
	camera := browsertest.Open(t, browsertest.Options{CameraFile: snowFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	publish(h, camera.Tab(), h.With(seminar.Operator, ""), "programme")
	f := &far{Tab: browsertest.Open(t, browsertest.Options{Flags: map[string]any{"mute-audio": false}}).Guest(), house: h, t: t}
	enter(h, f.Tab, atHome(t, h, 1)[0])
	f.Run(fmt.Sprintf(`localStorage.setItem("aula.hall/s/%s", "hall")`, h.Plan.Seminar.Key))
	f.Go(h.URL("/hall"))
	f.Run(fmt.Sprintf(relayScript, ""))
	f.lead()
	f.Click("#in-hall")
	f.WaitUntil(`document.querySelector("#way-name").textContent === "directly (UDP)"`, patience)
	f.wide(640)
	f.Run(gapScript)
	return f
}

// arrived is what a browser counted of a camera and its sound.
type arrived struct {
	Decoded, Lost, Nacks, Keys, Freezes int
	Frozen                              float64 // seconds
	Concealed, Samples                  float64 // of the sound: made up, and all
	Gap                                 float64 // seconds, the longest between two pictures since it was last asked
	Widths                              []int   // of the pictures since it was last asked, one after another
}

// gapScript measures the time between two pictures that are shown.
const gapScript = `(() => {
  const video = document.querySelector('video[data-slot="programme"]');
  let last = performance.now();
  window.gap = {most: 0, widths: []};
  const shown = (now, frame) => {
    gap.most = Math.max(gap.most, now - last);
    last = now;
    if (gap.widths.at(-1) !== frame.width) gap.widths.push(frame.width);
    video.requestVideoFrameCallback(shown);
  };
  video.requestVideoFrameCallback(shown);
})()`

func (f *far) count() arrived {
	f.t.Helper()
	return browsertest.Eval[arrived](f.Tab, `connection.getStats().then(all => {
  const c = {Decoded: 0, Lost: 0, Nacks: 0, Keys: 0, Freezes: 0, Frozen: 0, Concealed: 0, Samples: 0, Gap: gap.most / 1000, Widths: gap.widths};
  const lines = connection.getTransceivers(), of = kind => lines.find(x => x.receiver.track.kind === kind).mid;
  all.forEach(s => {
    if (s.type !== "inbound-rtp") return;
    if (s.mid === of("video")) Object.assign(c, {Decoded: s.framesDecoded ?? 0, Freezes: s.freezeCount ?? 0, Frozen: s.totalFreezesDuration ?? 0, Lost: s.packetsLost, Nacks: s.nackCount ?? 0, Keys: s.pliCount ?? 0});
    if (s.mid === of("audio")) Object.assign(c, {Concealed: s.concealedSamples ?? 0, Samples: s.totalSamplesReceived ?? 0});
  });
  gap.most = 0;
  gap.widths = gap.widths.slice(-1);
  return c;
})`)
}

// wide waits until the picture has a width and says how long that took.
func (f *far) wide(width int) time.Duration {
	f.t.Helper()
	began := time.Now()
	f.WaitUntil(fmt.Sprintf(`document.querySelector('video[data-slot="programme"]').videoWidth === %d`, width), 2*patience)
	return time.Since(began)
}

// goesOn waits until the picture moves again after a while in which it may have stood.
func (f *far) goesOn(while time.Duration) {
	f.t.Helper()
	time.Sleep(while) // it may take the browser so long to notice
	sees(f.t, "who is far away", f.Tab, "programme", snowFilm())
}

const narrow = 500_000 // bit/s

// Where less comes through, the picture becomes small and the sound goes on; where there is room again it is
// large again. What a router does to addresses is not noticed.
func TestAWayThatNarrows(t *testing.T) {
	t.Parallel()
	f := farAway(t)
	f.relay.Set(hop.Network{Rate: narrow, Delay: 20 * time.Millisecond}, hop.Network{})
	f.wide(320)
	sees(t, "who is on a narrow way", f.Tab, "programme", snowFilm())
	hears(t, "who is on a narrow way", f.Tab, "programme", 1000)
	f.relay.Move()
	f.goesOn(time.Second)
	f.relay.Set(hop.Network{}, hop.Network{})
	f.wide(640)
	unexcepted(t, f.Tab)
}

// BenchmarkAWay counts what a browser sees of a camera of up to 2.5 Mbit/s on bad ways, for half a minute each.
func BenchmarkAWay(b *testing.B) {
	const window = 30 * time.Second
	after := func(b *testing.B, f *far, d time.Duration, before arrived) {
		b.Helper()
		time.Sleep(d)
		c := f.count()
		b.ReportMetric(float64(c.Decoded-before.Decoded)/d.Seconds(), "pictures/s")
		b.ReportMetric(float64(c.Freezes-before.Freezes), "freezes")
		b.ReportMetric(c.Frozen-before.Frozen, "frozen-s")
		b.ReportMetric(float64(c.Lost-before.Lost), "lost")
		b.ReportMetric(float64(c.Keys-before.Keys), "keys-asked")
		b.ReportMetric(100*(c.Concealed-before.Concealed)/max(1, c.Samples-before.Samples), "%sound-made-up")
		b.ReportMetric(c.Gap, "longest-gap-s")
		b.Logf("widths %v", c.Widths)
	}
	delay := 20 * time.Millisecond
	for _, lost := range []float64{0, 1, 5, 10} {
		b.Run(fmt.Sprintf("lost-%g", lost), func(b *testing.B) {
			f := farAway(b)
			for b.Loop() {
				f.relay.Set(hop.Network{Loss: lost / 100, Delay: delay, Jitter: delay / 2, Seed: 7}, hop.Network{Delay: delay})
				after(b, f, window, f.count())
			}
		})
	}
	b.Run("narrow", func(b *testing.B) {
		f := farAway(b)
		for b.Loop() {
			f.relay.Set(hop.Network{Rate: narrow, Delay: delay}, hop.Network{Delay: delay})
			after(b, f, window, f.count())
			f.relay.Set(hop.Network{Delay: delay}, hop.Network{Delay: delay})
			b.ReportMetric(f.wide(640).Seconds(), "large-after-s")
		}
	})
	b.Run("another-address", func(b *testing.B) {
		f := farAway(b)
		for b.Loop() {
			before := f.count()
			f.relay.Move()
			after(b, f, window/2, before)
		}
	})
	// The way that was is no more, and there is another, as between two networks.
	b.Run("another-network", func(b *testing.B) {
		f := farAway(b)
		for b.Loop() {
			f.count()
			f.relay.Set(hop.Network{Loss: 1}, hop.Network{Loss: 1})
			f.lead()
			f.goesOn(5 * time.Second)
			b.ReportMetric(f.count().Gap, "longest-gap-s")
		}
	})
}
