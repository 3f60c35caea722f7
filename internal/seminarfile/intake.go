package seminarfile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Shelf is where plans are kept.
type Shelf interface {
	// Plan returns the plan of the seminar with that key, or a NotFound error.
	Plan(ctx context.Context, key string) (*Plan, error)
	// SavePlan keeps a plan and tells the entries, all or nothing.
	SavePlan(ctx context.Context, p *Plan, told []record.Entry) error
}

// Intake is what importing some files would do. Nothing is written before Apply.
type Intake struct {
	Plan    *Plan // as it will be; nil when the faults stop it
	Changes []Change
	Faults  Faults
	Digest  string // of the files and of what they meet: the same again means the same changes
}

// Prepare reads the files against what the shelf has. Faults are in the Intake; an
// error means that the shelf could not be read.
func Prepare(ctx context.Context, shelf Shelf, files []Source, now time.Time) (*Intake, error) {
	in := &Intake{}
	old, err := shelf.Plan(ctx, Key(files))
	switch {
	case err == nil:
	case seminar.CodeOf(err) == seminar.CodeNotFound:
		old = nil
	default:
		return nil, fmt.Errorf("import: %w", err)
	}
	read, faults := over(old).read(files)
	if in.Faults = faults; read == nil {
		return in, nil
	}
	in.Changes = Changes(old, read)
	in.Plan = Merge(old, read, now)
	in.Digest = digest(files, in.Changes)
	return in, nil
}

// known gives the ids of a plan by kind and key.
func known(p *Plan) Known {
	ids := map[string]seminar.ID{kindSeminar + "/" + p.Seminar.Key: p.Seminar.ID}
	for _, x := range p.Seminar.Levels {
		ids[kindLevel+"/"+x.Key] = seminar.ID(x.Key) // a level has no other id
	}
	for _, x := range p.Seminar.Places {
		ids[kindPlace+"/"+x.Key] = x.ID
	}
	for _, x := range p.Organisations {
		ids[kindOrganisation+"/"+x.Key] = x.ID
	}
	for _, x := range p.People {
		ids[kindPerson+"/"+x.Key] = x.ID
	}
	for _, x := range p.Seminar.Sessions {
		ids[kindSession+"/"+x.Key] = x.ID
		for _, item := range x.Items {
			ids[kindItem+"/"+x.Key+"/"+item.Key] = item.ID
		}
	}
	return func(kind, key string) (seminar.ID, bool) {
		id, ok := ids[kind+"/"+key]
		return id, ok
	}
}

func digest(files []Source, changes []Change) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d\n", f.Name, len(f.Data))
		h.Write(f.Data)
	}
	fmt.Fprintf(h, "%v", changes)
	return hex.EncodeToString(h.Sum(nil))
}

// News returns the changes that will be made: what is merely missing from the files
// stays as it is.
func (in *Intake) News() []Change {
	var news []Change
	for _, c := range in.Changes {
		if c.What != Missing {
			news = append(news, c)
		}
	}
	return news
}

// Apply keeps the plan and tells each change, in one transaction. It does nothing
// when nothing changes. It returns the faults when there are errors among them.
func (in *Intake) Apply(ctx context.Context, shelf Shelf, actor seminar.ID) error {
	if err := in.Faults.Err(); err != nil {
		return err
	}
	news := in.News()
	if len(news) == 0 {
		return nil
	}
	in.Plan.Seminar.Release++
	var told []record.Entry
	for _, c := range news {
		told = append(told, record.New(c.Kind+"."+string(c.What), c))
	}
	told = append(told, record.New("programme.released", map[string]int{"release": in.Plan.Seminar.Release, "changes": len(news)}))
	for i := range told {
		told[i].Seminar, told[i].Actor = in.Plan.Seminar.ID, actor
	}
	return shelf.SavePlan(ctx, in.Plan, told)
}
