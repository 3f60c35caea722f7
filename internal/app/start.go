package app

import (
	"context"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
)

// StartLink returns a one-time path with which the first organiser sets a passphrase;
// "" when there is one already. Links of earlier starts stay good until they run out.
func (a *App) StartLink(ctx context.Context) (string, error) {
	if there, err := a.Store.HasServerAccount(ctx); there || err != nil {
		return "", err
	}
	secret := account.Secret()
	err := a.Store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Tell(record.New("server.start_link_made", nil)); err != nil {
			return err
		}
		return tx.AddToken(account.Hash(secret), account.Token{ID: seminar.NewID(), Kind: account.Start, Made: tx.Now, Expires: tx.Now.Add(account.StartLives)})
	})
	return "/start/" + secret, err
}
