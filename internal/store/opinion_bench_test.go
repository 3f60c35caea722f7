package store_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// What a large round of ideas costs: 500 people who have said what they think of 100 ideas each. One opinion more, how many there are,
// what one of them has said.
func BenchmarkOpinions(b *testing.B) {
	ctx := context.Background()
	d, err := store.Open(ctx, b.TempDir(), "", time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	const of, round = "00000000000se", "00000000000id"
	plan := seminarfile.Plan{Seminar: programme.Seminar{ID: of, Key: "rush", Zone: "UTC", Languages: []string{"en"}}}
	if err := d.Write(ctx, func(tx *store.Tx) error { return tx.SavePlan(&plan) }); err != nil {
		b.Fatal(err)
	}
	e := record.New("ideas.opened", struct{}{})
	e.Seminar = of
	if _, err := d.OpenBox(ctx, e, floor.Box{Poll: round, Round: 1, Change: true}); err != nil {
		b.Fatal(err)
	}
	person := func(n int) seminar.ID { return seminar.ID("person-" + strconv.Itoa(n)) }
	for n := range 500 {
		err := d.Write(ctx, func(tx *store.Tx) error {
			for i := range 100 {
				if err := tx.Say(of, round, floor.Said{Idea: seminar.ID("idea-" + strconv.Itoa(i)), Person: person(n), Place: "main", Organisation: "water", Opinion: floor.Agree}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	for name, deed := range map[string]func() error{
		"say": func() error {
			n++
			return d.Write(ctx, func(tx *store.Tx) error {
				return tx.Say(of, round, floor.Said{Idea: seminar.ID("idea-" + strconv.Itoa(n%100)), Person: person(n % 500), Opinion: floor.Pass})
			})
		},
		"told": func() error { _, _, err := d.SaidAt(ctx, of, round); return err },
		"own":  func() error { n++; _, err := d.SaidBy(ctx, of, round, person(n%500)); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := deed(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
