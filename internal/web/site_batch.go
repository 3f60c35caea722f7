package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/site"
	"aula/internal/store"
)

// maxSiteRefused is how much of what was refused to one key is kept: whoever found a lost laptop must not fill the record.
const maxSiteRefused = 2_000

// maxNewcomers is how many a hall may put onto the list at its door.
const maxNewcomers = 1_000

// siteBatches are how many batches of one key are taken at once; then it is four a second.
const siteBatches = 120

// delivery is a batch on its way into the record.
type delivery struct {
	*call
	key   account.Token
	batch site.Batch
	skew  time.Duration

	answer site.Answer
	news   int             // items that were not there before
	heard  map[string]bool // the phones of these
}

// takeSiteBatch takes over what a site has kept. What was taken over before is passed by, so that a batch may come twice. What is
// not the site's to say is named in the answer and told as refused; so is everything of a key that was revoked.
func takeSiteBatch(c *call) error {
	t, revoked := c.siteKey()
	if t.ID == "" {
		return revoked
	}
	if err := c.s.limits.take("site:"+string(t.ID), rate.Every(time.Second/4), siteBatches); err != nil {
		return err
	}
	d := &delivery{call: c, key: t}
	arrived := c.s.Clock() // before the body, which may take long on a poor line
	if err := c.decode(&d.batch); err != nil {
		return err
	}
	if !goodBatch(&d.batch) {
		return seminar.Invalid("error.invalid")
	}
	if skew := roll.Skew(d.batch.Now, arrived); skew.Abs() >= skewMatters {
		d.skew = skew
	}
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		d.answer, d.news, d.heard = site.Answer{}, 0, map[string]bool{}
		return d.write(tx, revoked != nil)
	})
	switch {
	case err != nil:
		return err
	case revoked != nil:
		return revoked
	}
	c.s.sites.hear(t.ID, c.s.Clock())
	return c.json(http.StatusOK, d.answer)
}

func goodBatch(b *site.Batch) bool {
	last := int64(0)
	for _, x := range b.Items {
		if x.Sequence <= last || (x.Scan == nil && x.Evidence == nil && x.Person == nil) {
			return false
		}
		last = x.Sequence
	}
	return b.Device != "" && len(b.Device) <= maxDeviceLen && keepable(b.Device) && !b.Now.IsZero() && b.Waiting >= 0 && len(b.Items) <= site.MostItems
}

func (d *delivery) write(tx *store.Tx, revoked bool) error {
	for _, x := range d.batch.Items {
		reason, err := d.before(tx, x)
		switch {
		case err != nil:
			return err
		case reason != "":
		case revoked:
			reason = siteKeyRevoked
		default:
			if reason, err = d.take(tx, x); err != nil {
				return err
			}
		}
		if reason != "" {
			if err := d.refuse(tx, x, reason); err != nil {
				return err
			}
			d.answer.Refused = append(d.answer.Refused, site.Refusal{Sequence: x.Sequence, Reason: reason})
		}
		d.answer.Through = x.Sequence
	}
	if d.news == 0 || revoked {
		return nil
	}
	told := record.New(siteDelivered, siteDelivery{d.key.ID, d.batch.Device, d.answer.Through, d.news, d.batch.Waiting, d.skew.Milliseconds()})
	told.Seminar, told.Place, told.Actor = d.key.Seminar, d.key.Place, d.key.ID
	_, err := tx.Tell(told)
	return err
}

// opOf names an item for ever, by what it is: the numbers of a laptop of which the data were lost or put back come again.
func (d *delivery) opOf(x site.Item) string {
	var is string
	switch {
	case x.Person != nil:
		is = "person " + string(x.Person.ID)
	case x.Scan != nil:
		is = "scan " + x.Scan.Device + " " + strconv.FormatInt(x.Scan.Sequence, 10)
	default:
		is = "evidence " + string(x.Evidence.ID)
	}
	sum := sha256.Sum256([]byte(is))
	return "site:" + string(d.key.ID) + ":" + hex.EncodeToString(sum[:8])
}

// before returns why an item was refused when it came before; refused once is refused.
func (d *delivery) before(tx *store.Tx, x site.Item) (string, error) {
	e, there, err := tx.ToldOp(d.key.Seminar, d.opOf(x))
	var b siteRefusal
	if there && err == nil {
		err = e.Decode(&b)
	}
	return b.Reason, err
}

// refuse tells what was not taken over, once.
func (d *delivery) refuse(tx *store.Tx, x site.Item, reason string) error {
	n, err := tx.CountOf(d.key.Seminar, siteRefused, d.key.ID)
	if err != nil || n >= maxSiteRefused {
		return err
	}
	b := siteRefusal{Site: d.key.ID, Device: d.batch.Device, Sequence: x.Sequence, Reason: reason}
	switch {
	case x.Evidence != nil:
		b.Kind, b.At = string(x.Evidence.Kind), x.Evidence.At
	case x.Scan != nil:
		b.Kind, b.At = "scan", x.Scan.At
	default:
		b.Kind = "person"
	}
	told := record.New(siteRefused, b)
	told.Seminar, told.Place, told.Actor = d.key.Seminar, d.key.Place, d.key.ID
	told.Op = d.opOf(x)
	if _, err := tx.Tell(told); err != record.ErrTold {
		return err
	}
	return nil
}

// take takes one item over. It returns why it is not the site's to say, "" when it is.
func (d *delivery) take(tx *store.Tx, x site.Item) (reason string, err error) {
	switch {
	case x.Person != nil:
		return d.takePerson(tx, *x.Person)
	case x.Scan != nil:
		return d.takeScan(tx, *x.Scan, x.Evidence)
	}
	return d.takeWord(tx, *x.Evidence)
}

// takePerson puts somebody onto the list who came to the site's door.
func (d *delivery) takePerson(tx *store.Tx, n site.Newcomer) (string, error) {
	if there, err := tx.HasPerson(d.key.Seminar, n.ID); there || err != nil {
		return "", err
	}
	taken, err := tx.KeyTaken(d.key.Seminar, n.Key)
	switch {
	case err != nil:
		return "", err
	case taken, !d.goodNewcomer(n):
		return siteBroken, nil
	}
	if count, err := tx.CountKeys(d.key.Seminar, walkInKey(d.book, d.key.Place)); err != nil || count >= maxNewcomers {
		return siteMany, err
	}
	d.news++
	p := seminar.Person{ID: n.ID, Key: n.Key, Name: n.Name, Post: n.Post, Organisation: n.Organisation, Place: d.key.Place, Delegate: true}
	return "", tx.AddPerson(d.key.Seminar, p, d.actor(n.Actor), walkIn)
}

// takeScan keeps what a door of the site has answered. It stands as it was: the person did go in, or did not.
func (d *delivery) takeScan(tx *store.Tx, s store.Scan, e *roll.Evidence) (string, error) {
	if reason := d.judgeScan(s, e); reason != "" {
		return reason, nil
	}
	if there, err := tx.HasScan(d.key.Seminar, s.Device, s.Sequence); there || err != nil {
		return "", err
	}
	s.At = d.at(s.At, tx.Now)
	t := store.Taken{Scan: s}
	if e == nil {
		told := record.New("gate.refused", map[string]any{"device": s.Device, "sequence": s.Sequence, "reason": s.Reason, "shown": s.Shown})
		told.Seminar, told.Actor, told.Place, told.Person = d.key.Seminar, d.key.ID, s.Place, s.Person
		t.Refused = &told
	} else {
		if reason, err := d.known(tx, *e); reason != "" || err != nil {
			return reason, err
		}
		t.Evidence = scanEvidence(s, e.Kind == roll.ScanOut, e.Said, d.actor(e.Actor), tx.Now)
		t.Evidence.ID = e.ID
	}
	d.news++
	if !d.heard[s.Device] { // so that the desk sees which phone it is, and which of its numbers are missing
		if err := tx.HearGate(d.key.Seminar, store.Gate{Device: s.Device, Enrolment: d.key.ID, Place: s.Place, Label: d.key.Label}); err != nil {
			return "", err
		}
		d.heard[s.Device] = true
	}
	return "", tx.AddScans(d.key.Seminar, []store.Taken{t})
}

// takeWord keeps what a steward has attested of somebody or of the hall, or that somebody was let in without a phone.
func (d *delivery) takeWord(tx *store.Tx, e roll.Evidence) (string, error) {
	if reason := d.judgeWord(e); reason != "" {
		return reason, nil
	}
	e = roll.Evidence{ID: e.ID, Person: e.Person, Kind: e.Kind, Place: e.Place, Session: e.Session, At: d.at(e.At, tx.Now), Mark: e.Mark, Count: e.Count, Actor: d.actor(e.Actor)}
	if reason, err := d.known(tx, e); reason != "" || err != nil {
		return reason, err
	}
	if e.Kind == roll.Attested {
		there, err := tx.Belongs(d.key.Seminar, e.Person, d.key.Place)
		if err != nil {
			return "", err
		} else if !there {
			return siteElsewhere, nil
		}
		if err := d.beforeSeal(e.Session, e.At); seminar.CodeOf(err) == seminar.CodeConflict && err != nil {
			return siteSealed, nil
		} else if err != nil {
			return "", err
		}
	}
	if there, err := tx.HasEvidence(e.ID); there || err != nil {
		return "", err
	}
	d.news++
	return "", tx.AddEvidence(d.key.Seminar, e, "site:"+string(e.ID))
}

// known reports as a reason that evidence is about nobody on the list.
func (d *delivery) known(tx *store.Tx, e roll.Evidence) (string, error) {
	if e.Person == "" {
		return "", nil
	}
	there, err := tx.HasPerson(d.key.Seminar, e.Person)
	if !there {
		return siteUnknown, err
	}
	return "", err
}

// at brings a time of the site to the centre's clock; nothing happens later than now.
func (d *delivery) at(t, now time.Time) time.Time {
	if t = seminar.Millis(roll.Set(t, d.skew)); t.After(now) {
		return now
	}
	return t
}

// actor is who did it at the site: a steward of the hall, else the site itself.
func (d *delivery) actor(id seminar.ID) seminar.ID {
	for _, g := range d.book.grants[id] {
		if g.Role == seminar.Steward && (g.Place == "" || g.Place == d.key.Place) {
			return id
		}
	}
	return d.key.ID
}
