package web

import (
	"strings"
	"time"

	"aula/internal/floor"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

func showDoor(c *call) error {
	v := page.Door{Frame: c.frame("scanner.title", "dark", "scanner.js"), At: c.place}
	if c.who.Door != "" {
		v.Gate = c.who.Person.Name.In()
	}
	return c.page(v)
}

// sendDoorManifest lets a phone install the scanner.
func sendDoorManifest(c *call) error {
	c.w.Header().Set("Content-Type", "application/manifest+json")
	base := "/s/" + c.book.Seminar.Key
	return c.json(200, map[string]any{
		"name": c.T("scanner.title") + " · " + c.Text(c.place.Name), "short_name": c.T("scanner.title"), "id": base + "/door/" + c.place.Key,
		"start_url": base + "/door/" + c.place.Key, "scope": base + "/", "display": "standalone", "background_color": "#14161a", "theme_color": "#14161a",
		"icons": []map[string]string{{"src": c.s.Assets.URL("icon.svg"), "sizes": "any", "type": "image/svg+xml"}},
	})
}

func sendDoorList(c *call) error {
	list, err := c.doorList()
	if err != nil {
		return err
	}
	return c.json(200, list)
}

// doorList returns what the door of this place goes by, as of now.
func (c *call) doorList() (door.List, error) {
	e := &errand{call: c, list: &door.List{}}
	err := c.s.gates.gate(c.book.Seminar.ID).do(e)
	return *e.list, err
}

// upload is a batch of scans as a scanner sends it (docs/protocol.md, section 6).
type upload struct {
	Device string       `json:"device"`
	Now    time.Time    `json:"now"`   // the device's clock when sending
	Gate   string       `json:"gate"`  // what its people call it
	Given  int64        `json:"given"` // the highest number it has given to a scan
	Scans  []uploadScan `json:"scans"`
}

type uploadScan struct {
	Sequence int64      `json:"sequence"`
	At       time.Time  `json:"at"`
	Code     string     `json:"code"`
	Person   seminar.ID `json:"person"`
	Out      bool       `json:"out"`
	Verdict  string     `json:"verdict"` // what the steward saw
}

type uploadAnswer struct {
	Through  int64           `json:"through"`
	Verdicts []uploadVerdict `json:"verdicts"`
}

type uploadVerdict struct {
	Sequence int64      `json:"sequence"`
	Welcome  bool       `json:"welcome"`
	Reason   string     `json:"reason"`
	Text     string     `json:"text"`
	Person   *floor.Who `json:"person,omitempty"`
}

// Bounds of one upload.
const (
	maxScans     = 500
	skewMatters  = 2 * time.Second // below this a clock is right
	maxDeviceLen = 64
	maxLabelLen  = 200
)

func (u upload) good() bool {
	return u.Device != "" && keepable(u.Device) && keepable(u.Gate) && len(u.Device) <= maxDeviceLen && len(u.Scans) <= maxScans && len(u.Gate) <= maxLabelLen && u.Given >= 0
}

// skew returns how far the device's clock is ahead, 0 for one that is right.
func (u upload) skew(now time.Time) time.Duration {
	if u.Now.IsZero() || roll.Skew(u.Now, now).Abs() < skewMatters {
		return 0
	}
	return roll.Skew(u.Now, now)
}

// takeScans keeps scans, decides each by the rule of the door, and makes evidence of
// those that were let in.
func takeScans(c *call) error {
	var u upload
	if err := c.decode(&u); err != nil {
		return err
	}
	if !u.good() {
		return seminar.Invalid("error.invalid")
	}
	skew := u.skew(c.s.Clock())
	e := &errand{call: c, device: u.Device, heard: c.hearing(u, skew)}
	keys := c.s.ring()
	for _, s := range u.Scans {
		if !s.good() {
			return seminar.Invalid("error.invalid")
		}
		at := seminar.Millis(roll.Set(s.At, skew))
		e.scans = append(e.scans, shown{s, door.Read(&c.s.passes, keys, c.book.Seminar.ID, door.Scan{Text: s.Code, Person: s.Person, Out: s.Out, At: at})})
	}
	if err := c.s.gates.gate(c.book.Seminar.ID).do(e); err != nil {
		return err
	}
	e.heard.done()
	answer := uploadAnswer{Through: e.through, Verdicts: make([]uploadVerdict, len(e.scans))}
	for i, v := range e.verdicts {
		answer.Verdicts[i] = c.verdict(u.Scans[i].Sequence, v)
	}
	return c.json(200, answer)
}

func (u uploadScan) good() bool {
	return u.Sequence > 0 && !u.At.IsZero() && keepable(string(u.Person)) && keepable(u.Verdict)
}

// keepable reports whether every engine can keep a text.
func keepable(s string) bool { return !strings.ContainsRune(s, 0) }

func (c *call) verdict(sequence int64, v door.Verdict) uploadVerdict {
	u := uploadVerdict{Sequence: sequence, Welcome: v.Welcome, Reason: v.Key, Text: c.Sentence(v.Key, v.Args)}
	if p, ok := c.book.Directory.People[v.Person]; ok {
		who := c.book.whoIs(p)
		u.Person = &who
	}
	return u
}
