package web

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"aula/internal/account"
	"aula/internal/media"
	"aula/internal/media/whip"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// A rehearsal lets a crowd of machines watch test pictures, the day before. It has a
// room of its own in the media plane, which no hall hears of: nobody is present by it,
// nothing on air changes. Its key opens nothing else, for two hours, for as many as the
// organiser said; a new one ends the one before.

// rehearsals is what the names of their rooms begin with; no seminar's does.
const rehearsals = "rehearsal:"

// IsAside reports whether a room of the media plane is none of a hall: that of a rehearsal or of a group.
func IsAside(room string) bool {
	return strings.HasPrefix(room, rehearsals) || strings.HasPrefix(room, circles)
}

// Shape says of what shape a room of the media plane is: in a group everybody sees everybody.
func Shape(room string) media.Shape {
	if strings.HasPrefix(room, circles) {
		return media.Circle
	}
	return media.Stage
}

func rehearsalRoom(t account.Token) string { return rehearsals + string(t.ID) }

func showRehearsal(c *call) error { return c.rehearsal("") }

// rehearsal shows the page, with the key that was just made if one was.
func (c *call) rehearsal(secret string) error {
	v := page.Rehearsal{Frame: c.frame("page.rehearsal.title", "auto", ""), Most: account.MaxSeats}
	open, err := c.openRehearsals(c.r.Context())
	if err != nil {
		return err
	}
	for _, t := range open {
		v.Viewers, v.Until = t.Seats(), t.Expires
	}
	if secret != "" {
		v.Command = "AULA_REHEARSAL_KEY=" + secret + " aula rehearse " + c.base() + "/s/" + c.book.Seminar.Key + " --viewers " + strconv.Itoa(v.Viewers)
	}
	c.w.Header().Set("Cache-Control", "no-store")
	return c.page(v)
}

func (c *call) openRehearsals(ctx context.Context) (open []account.Token, err error) {
	all, err := c.s.Store.Tokens(ctx, c.book.Seminar.ID, account.Rehearsal)
	for _, t := range all {
		if t.Usable(c.s.Clock()) {
			open = append(open, t)
		}
	}
	return open, err
}

// allowRehearsal makes a key, which is shown once.
func allowRehearsal(c *call) error {
	seats, err := strconv.Atoi(strings.TrimSpace(c.r.FormValue("viewers")))
	if err != nil || seats < 1 || seats > account.MaxSeats {
		return seminar.Invalid("error.rehearsal_viewers", "most", account.MaxSeats)
	}
	before, err := c.openRehearsals(c.r.Context())
	if err != nil {
		return err
	}
	secret := account.Secret()
	t := account.Token{ID: seminar.NewID(), Kind: account.Rehearsal, Seminar: c.book.Seminar.ID, Slot: strconv.Itoa(seats)}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		for _, old := range before {
			if err := c.closeRehearsal(tx, old); err != nil {
				return err
			}
		}
		t.Made, t.Expires = tx.Now, tx.Now.Add(account.RehearsalLives)
		e := record.New("rehearsal.allowed", map[string]any{"rehearsal": t.ID, "viewers": seats, "until": t.Expires})
		e.Seminar, e.Actor = c.book.Seminar.ID, c.who.Person.ID
		if _, err := tx.Tell(e); err != nil {
			return err
		}
		return tx.AddToken(account.Hash(secret), t)
	})
	if err != nil {
		return err
	}
	c.clearRooms(before)
	plane, room := c.s.Plane, rehearsalRoom(t)
	time.AfterFunc(account.RehearsalLives, func() { plane.CloseRoom(room) })
	return c.rehearsal(secret)
}

// closeRehearsal ends a key and tells it.
func (c *call) closeRehearsal(tx *store.Tx, t account.Token) error {
	e := record.New("rehearsal.ended", map[string]seminar.ID{"rehearsal": t.ID})
	e.Seminar, e.Actor = c.book.Seminar.ID, c.who.Person.ID
	if _, err := tx.Tell(e); err != nil {
		return err
	}
	return tx.RevokeTokens(t.Seminar, account.Rehearsal, "", t.ID)
}

func (c *call) clearRooms(of []account.Token) {
	for _, t := range of {
		c.s.Plane.CloseRoom(rehearsalRoom(t))
	}
}

// endRehearsal ends what is allowed, and everybody who plays in it.
func endRehearsal(c *call) error {
	open, err := c.openRehearsals(c.r.Context())
	if err != nil {
		return err
	}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		for _, t := range open {
			if err := c.closeRehearsal(tx, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.clearRooms(open)
	return c.goTo("/s/"+c.book.Seminar.Key+"/rehearsal", "done.rehearsal_ended")
}

// rehearsing returns the token of the request's key.
func (c *call) rehearsing() (account.Token, error) {
	secret := c.bearer()
	if secret == "" {
		return account.Token{}, seminar.Fail(seminar.CodeSignIn, "error.rehearsal_key")
	}
	t, err := c.s.Store.Token(c.r.Context(), account.Hash(secret))
	if err != nil && seminar.CodeOf(err) != seminar.CodeNotFound {
		return account.Token{}, err
	}
	if err != nil || t.Kind != account.Rehearsal || t.Seminar != c.book.Seminar.ID || !t.Usable(c.s.Clock()) {
		return account.Token{}, seminar.Fail(seminar.CodeSignIn, "error.rehearsal_key").Because(err)
	}
	return t, nil
}

// serveRehearsal hands a request by a rehearsal's key to WHEP or WHIP.
func serveRehearsal(c *call) error {
	d := decided{}
	handler := c.s.crowd
	t, err := c.rehearsing()
	d.Grant = whip.Grant{Room: rehearsalRoom(t), Owner: string(t.ID), Name: "viewer"}
	slot := c.r.PathValue("slot")
	if slot != "" {
		handler = c.s.publish
		d.Slot = media.Slot(slot)
		d.Name = string(t.ID) + "." + slot
	}
	switch {
	case err != nil:
		d.err = statusError{err}
	case slot == "" && c.full(t):
		d.err = statusError{seminar.Forbidden("error.rehearsal_full")}
	}
	handler.ServeHTTP(c.w, c.r.WithContext(context.WithValue(c.r.Context(), grantKey{}, d)))
	return nil
}

// full reports whether a further one wants to watch and no seat is free.
func (c *call) full(t account.Token) bool {
	return c.r.Method == http.MethodPost && c.s.Plane.Health(rehearsalRoom(t)).Viewers.Count >= t.Seats()
}

// rehearsalState is what a rehearsal is told of the machine.
type rehearsalState struct {
	Viewers    int       `json:"viewers"`     // who watch
	Seats      int       `json:"seats"`       // who may
	Until      time.Time `json:"until"`       // when the key ends
	Now        time.Time `json:"now"`         // when this was read
	CPUs       int       `json:"cpus"`        // processors of the server
	CPUSeconds float64   `json:"cpu_seconds"` // that it has used since it started; 0 where that is not known
}

func tellRehearsal(c *call) error {
	t, err := c.rehearsing()
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, rehearsalState{
		Viewers: c.s.Plane.Health(rehearsalRoom(t)).Viewers.Count, Seats: t.Seats(), Until: t.Expires,
		Now: time.Now(), CPUs: runtime.NumCPU(), CPUSeconds: cpuTime().Seconds(),
	})
}
