package web

import (
	"errors"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/store"
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

// doorList returns what the door of this place goes by, as of now.
func (c *call) doorList() (door.List, error) {
	facts, err := c.facts()
	if err != nil {
		return door.List{}, err
	}
	versions, err := c.s.Store.PassVersions(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return door.List{}, err
	}
	return door.Make(door.Source{Facts: facts, Organisations: c.book.Plan.Organisations, Versions: versions, Keys: c.s.Keys.Ring()}, c.place.ID), nil
}

func sendDoorList(c *call) error {
	list, err := c.doorList()
	if err != nil {
		return err
	}
	return c.json(200, list)
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
	return u.Device != "" && len(u.Device) <= maxDeviceLen && len(u.Scans) <= maxScans && len(u.Gate) <= maxLabelLen && u.Given >= 0
}

// skew returns how far the device's clock is ahead, 0 for one that is right.
func (u upload) skew(now time.Time) time.Duration {
	if u.Now.IsZero() || roll.Skew(u.Now, now).Abs() < skewMatters {
		return 0
	}
	return roll.Skew(u.Now, now)
}

// takeScans keeps scans, decides each by the rule of the door, and makes evidence of
// those that were let in. What the device has already answered stands: a scan that the
// steward let in, offline and by an older list, is evidence too, for the person did go in.
func takeScans(c *call) error {
	var u upload
	if err := c.decode(&u); err != nil {
		return err
	}
	if !u.good() {
		return seminar.Invalid("error.invalid")
	}
	now := c.s.Clock()
	skew := u.skew(now)
	list, err := c.doorList()
	if err != nil {
		return err
	}
	hearing := c.hearing(u, skew)
	answer := uploadAnswer{Verdicts: []uploadVerdict{}}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { // one flush to the disk for the whole upload
		answer.Verdicts = answer.Verdicts[:0]
		if err := hearing.write(tx); err != nil {
			return err
		}
		for _, scan := range u.Scans {
			v, err := c.takeScan(tx, &list, u.Device, scan, skew)
			if err != nil {
				return err
			}
			answer.Verdicts = append(answer.Verdicts, v)
		}
		return nil
	})
	if err != nil {
		return err
	}
	hearing.done()
	if answer.Through, err = c.s.Store.ScannedThrough(c.r.Context(), c.book.Seminar.ID, u.Device); err != nil {
		return err
	}
	return c.json(200, answer)
}

// takeScan keeps one scan. A number that the device has sent before is answered as
// the first time.
func (c *call) takeScan(tx *store.Tx, list *door.List, device string, u uploadScan, skew time.Duration) (uploadVerdict, error) {
	if u.Sequence <= 0 || u.At.IsZero() {
		return uploadVerdict{}, seminar.Invalid("error.invalid")
	}
	of := c.book.Seminar.ID
	at := seminar.Millis(roll.Set(u.At, skew))
	v := door.Decide(*list, door.Scan{Text: u.Code, Person: u.Person, Out: u.Out, At: at})
	scan := store.Scan{Device: device, Sequence: u.Sequence, Place: c.place.ID, Person: v.Person, At: at,
		Welcome: v.Welcome, Reason: v.Key, Args: v.ArgsJSON(), Shown: u.Verdict}
	switch err := tx.AddScan(of, scan); {
	case errors.Is(err, record.ErrTold):
		return c.answeredBefore(tx, device, u.Sequence)
	case err != nil:
		return uploadVerdict{}, err
	}
	_, known := c.book.Directory.People[v.Person]
	if known && (v.Welcome || welcoming(u.Verdict)) {
		list.Seen(v.Person, at, u.Out)
		err := tx.AddEvidence(of, scanEvidence(scan, u.Out, c.who.Person.ID), "")
		if errors.Is(err, record.ErrTold) {
			err = nil
		}
		return c.verdict(u.Sequence, v), err
	}
	e := record.New("gate.refused", map[string]any{"device": device, "sequence": u.Sequence, "reason": v.Key, "shown": u.Verdict})
	e.Seminar, e.Actor, e.Place, e.Person = of, c.who.Person.ID, c.place.ID, v.Person
	_, err := tx.Tell(e)
	return c.verdict(u.Sequence, v), err
}

func (c *call) answeredBefore(tx *store.Tx, device string, sequence int64) (uploadVerdict, error) {
	before, err := tx.Scanned(c.book.Seminar.ID, device, sequence)
	if err != nil {
		return uploadVerdict{}, err
	}
	args, err := door.ParseArgs(before.Args)
	return c.verdict(sequence, door.Verdict{Welcome: before.Welcome, Key: before.Reason, Person: before.Person, Args: args}), err
}

// welcoming reports whether a verdict that a steward saw let the person in.
func welcoming(key string) bool {
	switch key {
	case door.Welcome, door.Again, door.Guest, door.Moved, door.Goodbye, door.GoodbyeOnly:
		return true
	}
	return false
}

func scanEvidence(s store.Scan, out bool, actor seminar.ID) roll.Evidence {
	e := roll.Evidence{Person: s.Person, Kind: roll.ScanIn, Place: s.Place, At: s.At, Device: s.Device, Sequence: s.Sequence, Actor: actor}
	if out {
		e.Kind = roll.ScanOut
	}
	return e
}

func (c *call) verdict(sequence int64, v door.Verdict) uploadVerdict {
	u := uploadVerdict{Sequence: sequence, Welcome: v.Welcome, Reason: v.Key, Text: c.Sentence(v.Key, v.Args)}
	if p, ok := c.book.Directory.People[v.Person]; ok {
		who := c.book.whoIs(p)
		u.Person = &who
	}
	return u
}
