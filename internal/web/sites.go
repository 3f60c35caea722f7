package web

import (
	"sync"
	"time"

	"aula/internal/account"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// Entries that tell of the machines of branch halls.
const (
	siteDelivered = "site.delivered"
	siteRefused   = "site.refused"
)

// siteDelivery is the body of the entry that tells what came of a site in one batch.
type siteDelivery struct {
	Site    seminar.ID `json:"site"`
	Device  string     `json:"device"`
	Through int64      `json:"through"`
	Count   int        `json:"count"`   // that were new
	Waiting int        `json:"waiting"` // at the site after these
	Skew    int64      `json:"skew_ms"` // by how much its clock was ahead
}

// siteRefusal is the body of the entry that tells what was not taken over.
type siteRefusal struct {
	Site     seminar.ID `json:"site"`
	Device   string     `json:"device"`
	Sequence int64      `json:"sequence"`
	Reason   string     `json:"reason"`
	Kind     string     `json:"kind"`
	At       time.Time  `json:"at,omitzero"`
}

// heardSites remembers when each site was last heard; what it delivered is in the record.
type heardSites struct {
	mu sync.Mutex
	by map[seminar.ID]time.Time // guarded by mu; by key
}

func (h *heardSites) hear(id seminar.ID, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by == nil {
		h.by = map[seminar.ID]time.Time{}
	}
	h.by[id] = at
}

func (h *heardSites) at(id seminar.ID) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.by[id]
}

// hallMachines are the own machines of halls; what one still sends after its key was
// revoked is kept apart.
var hallMachines = enrolments{
	kind: account.Site, lives: account.SiteLives, fits: hasDoor,
	misplaced: "error.site_place", nameless: "error.enrolment_label",
	show: (*call).sites, path: "sites", done: "done.site_revoked",
}

func showSites(c *call) error { return c.sites("", account.Token{}) }

// sites shows the keys for machines of branch halls, with the command of the one that was just made if one was.
func (c *call) sites(secret string, made account.Token) error {
	tokens, err := c.s.Store.Tokens(c.r.Context(), c.book.Seminar.ID, account.Site)
	if err != nil {
		return err
	}
	delivered, refused := map[seminar.ID]page.Site{}, map[seminar.ID]int{}
	for e, err := range c.s.Store.EntriesOf(c.r.Context(), c.book.Seminar.ID, siteDelivered, siteRefused) {
		var b siteDelivery
		switch {
		case err != nil:
			return err
		case e.Kind == siteRefused:
			refused[e.Actor]++
		case e.Decode(&b) == nil:
			v := delivered[b.Site]
			delivered[b.Site] = page.Site{Delivered: e.At, Count: v.Count + b.Count, Waiting: b.Waiting, Skew: time.Duration(b.Skew) * time.Millisecond}
		}
	}
	v := page.Sites{Frame: c.frame("page.sites.title", "auto", ""), Made: c.deviceView(made)}
	for _, t := range tokens {
		x := delivered[t.ID]
		x.Device, x.Revoked, x.Refused, x.Heard = c.deviceView(t), !t.Revoked.IsZero(), refused[t.ID], c.s.sites.at(t.ID)
		if x.Delivered.After(x.Heard) {
			x.Heard = x.Delivered
		}
		if x.Revoked && x.Heard.IsZero() && x.Refused == 0 {
			continue
		}
		v.Sites = append(v.Sites, x)
	}
	if secret != "" {
		v.Command = "AULA_SITE_KEY=" + secret + " aula site --from " + c.base() + "/s/" + c.book.Seminar.Key
	}
	c.w.Header().Set("Cache-Control", "no-store")
	return c.page(v)
}
