package seminarfile

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// oneShelf keeps one plan in memory.
type oneShelf struct {
	plan *Plan
	told []record.Entry
}

func (s *oneShelf) Plan(_ context.Context, key string) (*Plan, error) {
	if s.plan == nil || s.plan.Seminar.Key != key {
		return nil, seminar.NotFound("error.not_found")
	}
	return s.plan, nil
}

func (s *oneShelf) SavePlan(_ context.Context, p *Plan, told []record.Entry) error {
	s.plan, s.told = p, append(s.told, told...)
	return nil
}

func TestImport(t *testing.T) {
	ctx, shelf := context.Background(), &oneShelf{}
	now := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	load := func(settings, people string) *Intake {
		t.Helper()
		in, err := Prepare(ctx, shelf, []Source{{"seminar.toml", []byte(settings)}, {"people.csv", []byte(people)}}, now)
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	in := load(settings, delegates)
	if shelf.plan != nil {
		t.Fatal("a preview writes")
	}
	if err := in.Apply(ctx, shelf, "actor"); err != nil || shelf.plan.Seminar.Release != 1 || len(shelf.told) != 14 {
		t.Fatalf("%v, release %d, %d entries", err, shelf.plan.Seminar.Release, len(shelf.told))
	}
	before := shelf.plan
	if in = load(settings, delegates); len(in.Changes) != 0 || in.Apply(ctx, shelf, "actor") != nil || !reflect.DeepEqual(before, shelf.plan) || len(shelf.told) != 14 {
		t.Errorf("the same files again change %+v", in.Changes)
	}
	if in = load(strings.Replace(settings, "minutes = 10", "minutes = ten", 1), delegates); in.Apply(ctx, shelf, "actor") == nil || shelf.plan != before {
		t.Error("files with faults are imported")
	}
	in = load(strings.Replace(settings, "minutes = 10", "minutes = 12", 1), "key,name,name:zh-Hans\nzhao,Zhao Min,赵敏\n")
	if err := in.Apply(ctx, shelf, "actor"); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range shelf.told[14:] {
		kinds = append(kinds, e.Kind)
		if e.Actor != "actor" || e.Seminar != before.Seminar.ID {
			t.Errorf("entry %+v", e)
		}
	}
	if want := []string{"session.changed", "person.added", "programme.released"}; !reflect.DeepEqual(kinds, want) {
		t.Errorf("told %v", kinds)
	}
	if p := shelf.plan; p.Seminar.Release != 2 || len(p.People) != 3 || p.Seminar.Sessions[0].Sequence != 1 || len(p.Grants) != 2 || p.Seminar.Sessions[0].ID != before.Seminar.Sessions[0].ID {
		t.Errorf("plan %+v", p)
	}
}
