package web

import (
	"strings"
	"time"

	"aula/internal/account"
	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// keyLives is how long a publishing key is good.
const keyLives = 60 * 24 * time.Hour

// makeKey makes a publishing key for an encoder. It is shown once.
func makeKey(c *call) error {
	slot, label := c.r.FormValue("slot"), strings.TrimSpace(c.r.FormValue("label"))
	if _, known := offers[slot]; !known && slot != floor.Captions {
		return seminar.Invalid("error.invalid")
	}
	if label == "" || len(label) > 200 {
		return seminar.Invalid("error.key_label")
	}
	secret := account.Secret()
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		t := account.Token{ID: seminar.NewID(), Kind: account.Publishing, Seminar: c.book.Seminar.ID, Slot: slot, Label: label,
			Made: tx.Now, Expires: tx.Now.Add(keyLives)}
		e := record.New("key.made", map[string]any{"key": t.ID, "slot": slot, "label": label})
		e.Seminar, e.Actor = c.book.Seminar.ID, c.who.Person.ID
		if _, err := tx.Tell(e); err != nil {
			return err
		}
		return tx.AddToken(account.Hash(secret), t)
	})
	if err != nil {
		return err
	}
	return c.desk(secret, slot)
}

// revokeKey ends a publishing key, and what is published with it.
func revokeKey(c *call) error {
	id := seminar.ID(c.r.FormValue("key"))
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		e := record.New("key.revoked", map[string]seminar.ID{"key": id})
		e.Seminar, e.Actor = c.book.Seminar.ID, c.who.Person.ID
		if _, err := tx.Tell(e); err != nil {
			return err
		}
		return tx.RevokeTokens(c.book.Seminar.ID, account.Publishing, "", id)
	})
	if err != nil {
		return err
	}
	c.endSource(id)
	return c.goTo("/s/"+c.book.Seminar.Key+"/desk", "done.key_revoked")
}

func showDesk(c *call) error { return c.desk("", "") }

// desk shows the operator's desk, with the key that was just made if one was.
func (c *call) desk(secret, slot string) error {
	tokens, err := c.s.Store.Tokens(c.r.Context(), c.book.Seminar.ID, account.Publishing)
	if err != nil {
		return err
	}
	v := page.Desk{Frame: c.frame("desk.title", "dark", "desk.js"), Address: c.publishAddress(), Key: secret, KeySlot: slot}
	for _, t := range tokens {
		if t.Usable(c.s.Clock()) {
			v.Keys = append(v.Keys, page.PublishingKey{ID: t.ID, Label: t.Label, Slot: t.Slot, Made: t.Made, Expires: t.Expires})
		}
	}
	c.w.Header().Set("Cache-Control", "no-store")
	return c.page(v)
}

func (c *call) publishAddress() string {
	return c.base() + "/s/" + c.book.Seminar.Key + "/hall/publish"
}

func showPublish(c *call) error {
	return c.page(page.Publish{Frame: c.frame("publish.title", "dark", "publish.js"), Address: c.publishAddress()})
}
