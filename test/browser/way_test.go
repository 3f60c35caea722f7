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
    let first = true;
    const sdp = d.sdp.replace(/^a=candidate:.*\r\n/gm, (line) => {
      if (!/ udp .* typ host/i.test(line)) return "";
      return line.replace(/^(a=candidate:\S+ \d \S+ \d+) \S+ \d+/, "$1 " + window.relay);
    });
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
	return f
}

// arrived is what a browser counted of a camera and its sound.
type arrived struct {
	Decoded, Width             int
	Freezes                    int
	Frozen                     float64 // seconds
	Lost, Nacks, Keys, Packets int
	Concealed, Samples         float64 // of the sound: made up, and all
}

func (f *far) count() arrived {
	f.t.Helper()
	return browsertest.Eval[arrived](f.Tab, `connection.getStats().then(all => {
  const c = {Decoded: 0, Width: 0, Freezes: 0, Frozen: 0, Lost: 0, Nacks: 0, Keys: 0, Packets: 0, Concealed: 0, Samples: 0};
  const [picture, sound] = connection.getTransceivers().filter((x, i, all) => i === 0 || x.receiver.track.kind === "audio" && all[i - 1].receiver.track.kind === "video").map(x => x.mid);
  all.forEach(s => {
    if (s.type !== "inbound-rtp") return;
    if (s.mid === picture) Object.assign(c, {Decoded: s.framesDecoded ?? 0, Width: s.frameWidth ?? 0, Freezes: s.freezeCount ?? 0, Frozen: s.totalFreezesDuration ?? 0, Lost: s.packetsLost, Nacks: s.nackCount ?? 0, Keys: s.pliCount ?? 0, Packets: s.packetsReceived});
    if (s.mid === sound) Object.assign(c, {Concealed: s.concealedSamples ?? 0, Samples: s.totalSamplesReceived ?? 0});
  });
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

// goesOn waits until pictures are decoded again and says how long that took.
func (f *far) goesOn() time.Duration {
	f.t.Helper()
	began := time.Now()
	before := f.count().Decoded
	eventually(f.t, "the picture goes on", func() string {
		if now := f.count().Decoded; now > before+5 || now < before && now > 5 {
			return ""
		} else {
			return fmt.Sprintf("%d pictures after %d", now, before)
		}
	})
	return time.Since(began)
}

const narrow = 500_000 // bit/s

// Where less and less comes through, the picture becomes small and the sound goes on; where there is room again it is large
// again. What a router does to addresses is not noticed.
func TestAWayThatNarrows(t *testing.T) {
	f := farAway(t)
	f.relay.Set(hop.Network{Rate: narrow, Delay: 20 * time.Millisecond}, hop.Network{})
	t.Logf("narrow: small after %s", f.wide(320).Round(100*time.Millisecond))
	sees(t, "who is on a narrow way", f.Tab, "programme", snowFilm())
	hears(t, "who is on a narrow way", f.Tab, "programme", 1000)
	f.relay.Move()
	t.Logf("another address: goes on after %s", f.goesOn().Round(100*time.Millisecond))
	f.relay.Set(hop.Network{}, hop.Network{})
	t.Logf("wide: large after %s", f.wide(640).Round(100*time.Millisecond))
	unexcepted(t, f.Tab)
}
