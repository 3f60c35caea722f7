package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"aula/internal/account"
	"aula/internal/roll/door"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/site"
	"aula/internal/store"
)

// mostNews is how much evidence a site is told at once.
const mostNews = 2000

// siteKey returns the token of the request's key. One that was revoked is returned with an error that says so.
func (c *call) siteKey() (account.Token, error) {
	secret := c.bearer()
	if secret == "" {
		return account.Token{}, seminar.Fail(seminar.CodeSignIn, "error.site_key")
	}
	t, err := c.s.Store.Token(c.r.Context(), account.Hash(secret))
	if err != nil && seminar.CodeOf(err) != seminar.CodeNotFound {
		return account.Token{}, err
	}
	if err != nil || t.Kind != account.Site || t.Seminar != c.book.Seminar.ID || !c.s.Clock().Before(t.Expires) {
		return account.Token{}, seminar.Fail(seminar.CodeSignIn, "error.site_key").Because(err)
	}
	if !t.Revoked.IsZero() {
		return t, seminar.Fail(seminar.CodeRevoked, "error.site_revoked")
	}
	return t, nil
}

// sendSiteNews tells a site its plan, unless it has it, and the evidence that is its business.
func sendSiteNews(c *call) error {
	t, err := c.siteKey()
	if err != nil {
		return err
	}
	since, err := strconv.ParseInt(cmp.Or(c.r.FormValue("since"), "0"), 10, 64)
	if err != nil || since < 0 {
		return seminar.Invalid("error.invalid")
	}
	if t.Opened.IsZero() {
		if err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.OpenToken(t.ID) }); err != nil {
			return err
		}
	}
	c.s.sites.hear(t.ID, c.s.Clock())
	news := site.News{Now: seminar.Millis(c.s.Clock()), Place: t.Place, Through: since}
	if err := c.siteEvidence(&news, since); err != nil {
		return err
	}
	// Who is on the list is read after the evidence of them.
	if c.book, err = c.s.books.book(c.r.Context(), c.book.Seminar.Key); err != nil {
		return err
	}
	versions, err := c.s.Store.PassVersions(c.r.Context(), t.Seminar)
	if err != nil {
		return err
	}
	keys := ringKeys(c.s.ring())
	if news.Digest, err = planDigest(t.Place, c.book.Seminar.Release, versions, keys); err != nil {
		return err
	}
	if c.r.FormValue("plan") != news.Digest {
		news.Plan = site.For(c.book.Plan, t.Place, versions, keys)
	}
	return c.json(http.StatusOK, news)
}

// siteEvidence fills in what was told after a number.
func (c *call) siteEvidence(news *site.News, since int64) error {
	all, last, err := c.s.Store.EvidenceSome(c.r.Context(), c.book.Seminar.ID, since, mostNews)
	if err != nil {
		return err
	}
	news.Through, news.More = last, len(all) == mostNews
	own := func(id seminar.ID) bool { return c.book.Directory.People[id].Place == news.Place }
	for _, e := range all {
		if e, is := site.Touches(e, news.Place, own); is {
			news.Evidence = append(news.Evidence, e)
		}
	}
	return nil
}

// planDigest names what a site gets of the plan; another plan has another one.
func planDigest(place seminar.ID, release int, versions map[seminar.ID]uint8, keys []door.Key) (string, error) {
	b, err := json.Marshal([]any{place, release, versions, keys})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8]), err
}

func ringKeys(ring pass.Ring) []door.Key {
	keys := []door.Key{}
	for id, public := range ring {
		keys = append(keys, door.Key{ID: id, Public: public})
	}
	slices.SortFunc(keys, func(a, b door.Key) int { return cmp.Compare(a.ID, b.ID) })
	return keys
}

// ring returns the public keys by which passes are read: at a site those of its centre.
func (s *Server) ring() pass.Ring {
	if s.Site != nil {
		return s.Site.Ring()
	}
	return s.Keys.Ring()
}
