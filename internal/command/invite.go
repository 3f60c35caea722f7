package command

import (
	"encoding/csv"

	"aula/internal/account"
	"aula/internal/seminar"
	"aula/internal/store"
)

// invite makes new personal links and prints them as CSV: key, name, address. Older
// links of the same people end; browsers that are signed in stay signed in.
func invite(env *environment, args []string) error {
	person := env.flags.String("person", "", "`key` of one person; default everybody")
	base := env.flags.String("base", "", "base `address` of the links; default public_url, or localhost with the port of listen")
	db, plan, err := env.open(args)
	if err != nil {
		return err
	}
	defer db.Close()
	out := csv.NewWriter(env.out)
	found := false
	err = db.Write(env.ctx, func(tx *store.Tx) error {
		for _, p := range plan.People {
			if p.Withdrawn || *person != "" && p.Key != *person {
				continue
			}
			found = true
			secret, err := tx.Invite(plan.Seminar.ID, p.ID, "", tx.Now.Add(account.InvitationLives))
			if err != nil {
				return err
			}
			if err := out.Write([]string{p.Key, p.Name.In(plan.Seminar.Languages...), baseAddress(env.config, *base) + "/i/" + secret}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !found {
		return seminar.NotFound("error.person_key", "key", *person)
	}
	out.Flush()
	return out.Error()
}
