package command

import (
	"context"
	"time"

	"aula/internal/i18n"
	"aula/internal/roll"
	"aula/internal/roll/export"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// printRoll prints the roll of a seminar as of now.
func printRoll(env *environment, args []string) error {
	session := env.flags.String("session", "", "`key` of one session; default all")
	format := env.flags.String("format", "csv", "`form`: csv, xlsx or json")
	lang := env.flags.String("lang", seminar.English, "`language` of headings and reasons: en or zh-Hans")
	db, plan, err := env.open(args)
	if err != nil {
		return err
	}
	defer db.Close()
	facts, open, err := factsOf(env.ctx, db, plan)
	if err != nil {
		return err
	}
	facts.Evidence = append(facts.Evidence, open...)
	r := roll.Fold(facts)
	if *session != "" {
		s, ok := plan.Seminar.Session(*session)
		if !ok {
			return seminar.NotFound("error.session_key", "key", *session)
		}
		r = r.Filter(roll.Filter{Session: s.ID})
	}
	texts, err := i18n.Open()
	if err != nil {
		return err
	}
	p := texts.Printer(texts.Match(seminar.Language(*lang), ""), plan.Seminar.Location(), plan.Seminar.Languages...)
	return export.Write(env.out, *format, export.Sheet{Roll: r, Seminar: &plan.Seminar, Organisations: plan.Organisations}, p)
}

// factsOf returns what the roll is made of, by the store alone: what has become
// evidence, and the presences that are still open.
func factsOf(ctx context.Context, db *store.DB, plan *seminarfile.Plan) (facts roll.Facts, open []roll.Evidence, err error) {
	facts = roll.Facts{Policy: plan.Policy, Seminar: &plan.Seminar, People: plan.People, AsOf: time.Now()}
	if facts.Evidence, err = db.Evidence(ctx, plan.Seminar.ID); err != nil {
		return facts, nil, err
	}
	leases, err := db.Leases(ctx, plan.Seminar.ID)
	for _, l := range leases {
		open = append(open, l.Evidence())
	}
	return facts, open, err
}
