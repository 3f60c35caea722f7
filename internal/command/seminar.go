package command

import (
	"errors"
	"time"

	"aula/internal/app"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// open parses the command line and opens the database and the seminar that --seminar
// names. The caller must close the database.
func (env *environment) open(args []string) (*store.DB, *seminarfile.Plan, error) {
	key := env.flags.String("seminar", "", "`key` of the seminar")
	if _, err := env.parse(args); err != nil {
		return nil, nil, err
	}
	if *key == "" {
		return nil, nil, env.need("which seminar? --seminar KEY")
	}
	db, err := app.OpenStore(env.ctx, env.config, time.Now)
	if err != nil {
		return nil, nil, err
	}
	plan, err := db.Plan(env.ctx, *key)
	if seminar.CodeOf(err) == seminar.CodeNotFound && err != nil {
		err = seminar.NotFound("error.seminar_missing", "key", *key)
	}
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, plan, nil
}
