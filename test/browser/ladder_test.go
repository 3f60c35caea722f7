package browser_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"aula/internal/browsertest"
)

// sign is what a page knows of its direct picture at a moment, and what the ladder must make of it.
type sign struct {
	At          int    // seconds
	Media, Link string // as in ui/src/lib/line.ts and wire.ts
	Way         string
	Direct      bool // a direct picture is wanted or tried
}

var ladderCases = map[string][]sign{
	"a good network": {
		{0, "connecting", "open", "direct", true}, {1, "up", "open", "direct", true}, {600, "up", "open", "direct", true},
	},
	"nothing comes through": {
		{0, "connecting", "open", "direct", true}, {8, "blocked", "open", "stream", false}, {60, "off", "open", "stream", false},
		{68, "off", "open", "stream", true}, {76, "blocked", "open", "stream", false}, {190, "off", "open", "stream", false}, {196, "off", "open", "stream", true},
	},
	"the server is away: no way is to blame": {
		{0, "up", "open", "direct", true}, {30, "retrying", "lost", "direct", true}, {31, "blocked", "lost", "direct", true}, {40, "blocked", "connecting", "direct", true},
		{45, "up", "open", "direct", true}, {50, "retrying", "lost", "direct", true}, {60, "up", "open", "direct", true},
	},
	"the picture breaks off again and again": {
		{0, "up", "open", "direct", true}, {20, "retrying", "open", "direct", true}, {22, "up", "open", "direct", true}, {50, "retrying", "open", "stream", false},
	},
	"two accidents far apart": {
		{0, "up", "open", "direct", true}, {20, "retrying", "open", "direct", true}, {22, "up", "open", "direct", true}, {120, "up", "open", "direct", true},
		{130, "retrying", "open", "direct", true}, {131, "up", "open", "direct", true},
	},
	"back up, once it holds": {
		{0, "blocked", "open", "stream", false}, {60, "off", "open", "stream", true}, {61, "connecting", "open", "stream", true}, {62, "up", "open", "stream", true},
		{64, "up", "open", "stream", true}, {65, "up", "open", "direct", true},
	},
	"up for a moment only": {
		{0, "blocked", "open", "stream", false}, {60, "off", "open", "stream", true}, {62, "up", "open", "stream", true}, {63, "retrying", "open", "stream", true}, {80, "retrying", "open", "stream", false},
	},
	"one relapse is enough after a return": {
		{0, "blocked", "open", "stream", false}, {60, "off", "open", "stream", true}, {61, "up", "open", "stream", true}, {65, "up", "open", "direct", true}, {80, "retrying", "open", "stream", false},
	},
	"a picture that the browser cannot show": {
		{0, "up", "open", "direct", true}, {4, "unable", "open", "stream", false}, {63, "off", "open", "stream", false},
		{64, "off", "open", "stream", true}, {65, "up", "open", "stream", true}, {66, "unable", "open", "stream", false}, {185, "off", "open", "stream", false},
		{186, "off", "open", "stream", true}, {187, "up", "open", "stream", true}, {190, "up", "open", "direct", true},
	},
	"a browser that cannot": {
		{0, "unsupported", "connecting", "stream", false}, {200, "unsupported", "open", "stream", false},
	},
	"refused is no matter of ways": {
		{0, "refused", "open", "direct", true}, {600, "refused", "open", "direct", true},
	},
	"no try while the line is away": {
		{0, "blocked", "open", "stream", false}, {70, "off", "lost", "stream", false}, {80, "off", "open", "stream", true},
	},
}

const ladderScript = `async (signs, possible) => {
  const {Ladder} = await import("/module.js");
  const ladder = new Ladder(possible, () => 0.5);
  return signs.map(s => { ladder.look(s.Media, s.Link, 1e12 + s.At * 1000); return {Way: ladder.way, Direct: ladder.direct}; });
}`

// The page steps down only for what speaks against a way, and up again when it holds.
func TestTheLadder(t *testing.T) {
	t.Parallel()
	tab := module(t, "src/lib/ladder.ts")
	type step struct {
		Way    string
		Direct bool
	}
	for name, signs := range ladderCases {
		told, _ := json.Marshal(signs)
		for i, got := range browsertest.Eval[[]step](tab, fmt.Sprintf(`(%s)(%s, true)`, ladderScript, told)) {
			if want := (step{signs[i].Way, signs[i].Direct}); got != want {
				t.Errorf("%s: after %d s %+v, want %+v", name, signs[i].At, got, want)
			}
		}
		for _, got := range browsertest.Eval[[]step](tab, fmt.Sprintf(`(%s)(%s, false)`, ladderScript, told)) {
			if got != (step{"direct", true}) {
				t.Errorf("%s: a browser that can play no stream is sent to %+v", name, got)
			}
		}
	}
	tab.Quiet()
}
