package demo

import (
	"context"
	"fmt"
	"time"

	"aula/internal/account"
	"aula/internal/demo/plan"
	"aula/internal/media"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// found imports the seminar as an organiser would.
func (h *house) found(ctx context.Context) error {
	now := time.Now()
	settings, people := plan.Files(now)
	files := []seminarfile.Source{{Name: "seminar.toml", Data: settings}, {Name: "people.csv", Data: people}}
	in, err := seminarfile.Prepare(ctx, h.app.Store, files, now)
	if err != nil {
		return err
	}
	if err := in.Apply(ctx, h.app.Store, ""); err != nil {
		return fmt.Errorf("the demonstration's seminar: %w", err)
	}
	h.plan = in.Plan
	for _, p := range h.plan.People {
		h.people[p.Key] = p
	}
	return nil
}

// invite makes everybody's personal link.
func (h *house) invite(ctx context.Context) error {
	return h.app.Store.Write(ctx, func(tx *store.Tx) error {
		for _, p := range h.plan.People {
			secret, err := tx.Invite(h.plan.Seminar.ID, p.ID, "", tx.Now.Add(account.InvitationLives))
			if err != nil {
				return err
			}
			h.secrets[p.Key] = secret
		}
		return nil
	})
}

// makeKeys makes the publishing keys of the hall's two encoders.
func (h *house) makeKeys(ctx context.Context) error {
	labels := map[media.Slot]string{
		media.Programme: "Main hall camera · 大厅摄像机",
		media.Slides:    "Lectern slides · 讲台课件",
	}
	return h.app.Store.Write(ctx, func(tx *store.Tx) error {
		for slot, label := range labels {
			secret := account.Secret()
			t := account.Token{ID: seminar.NewID(), Kind: account.Publishing, Seminar: h.plan.Seminar.ID, Slot: string(slot), Label: label,
				Made: tx.Now, Expires: tx.Now.Add(account.InvitationLives)}
			e := record.New("key.made", map[string]any{"key": t.ID, "slot": slot, "label": label})
			e.Seminar = h.plan.Seminar.ID
			if _, err := tx.Tell(e); err != nil {
				return err
			}
			if err := tx.AddToken(account.Hash(secret), t); err != nil {
				return err
			}
			h.keys[string(slot)] = secret
		}
		return nil
	})
}
