package command

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"aula/internal/demo/plan"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// kept makes a data folder with a seminar, some evidence, a sealed half-day and evidence after it. It returns the folder, the code of
// the seal and the number of its entry.
func kept(t *testing.T) (dir, code string, seq int64) {
	t.Helper()
	ctx := context.Background()
	dir = t.TempDir()
	db, err := store.Open(ctx, dir, "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	toml, csv := plan.Files(time.Now())
	in, err := seminarfile.Prepare(ctx, db, []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: csv}}, time.Now())
	if err == nil {
		err = in.Apply(ctx, db, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := db.Plan(ctx, in.Plan.Seminar.Key)
	if err != nil {
		t.Fatal(err)
	}
	half := roll.Halves(&p.Seminar)[0]
	delegates := slices.DeleteFunc(slices.Clone(p.People), func(x seminar.Person) bool { return !x.Delegate })
	say := func(n int) {
		for i := range n {
			person := delegates[i]
			e := roll.Evidence{Person: person.ID, Kind: roll.Attested, Session: half.Sessions[0], Mark: roll.Present, Place: person.Place, At: half.From.Add(time.Duration(i) * time.Second), Actor: p.People[0].ID}
			if err := db.Write(ctx, func(tx *store.Tx) error { return tx.AddEvidence(p.Seminar.ID, e, "") }); err != nil {
				t.Fatal(err)
			}
		}
	}
	say(4)
	evidence, seq, err := db.EvidenceAfter(ctx, p.Seminar.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := db.HashAt(ctx, p.Seminar.ID, seq)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := pass.Open(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	s := roll.NewSeal(p.Seminar.ID, roll.Fold(roll.Facts{Policy: p.Policy, Seminar: &p.Seminar, People: p.People, Evidence: evidence, AsOf: time.Now()}), half, seq, hash.String())
	keys.Seal(&s)
	told := record.New(store.SealEntry, s)
	told.Seminar = p.Seminar.ID
	if _, err := db.Tell(ctx, told); err != nil {
		t.Fatal(err)
	}
	say(2)
	return dir, s.Code(), seq
}

// run runs aula and returns its code and all that it said.
func run(dir string, args ...string) (int, string) {
	var all bytes.Buffer
	code := Main(append(args, "--data", dir), &all, &all)
	return code, all.String()
}

// database opens the file as somebody with a tool of their own would.
func database(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", store.File(dir))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// Whatever row is changed, deleted, added or moved in the database, the program names it.
func TestVerifyNamesWhatWasTamperedWith(t *testing.T) {
	dir, code, seq := kept(t)
	if code, said := run(dir, "verify"); code != 0 || !strings.Contains(said, "marks recomputed: the same") {
		t.Fatalf("an intact record: code %d, %s", code, said)
	}
	if code, said := run(dir, "verify", "--seal", code); code != 0 || !strings.Contains(said, fmt.Sprintf("entry %d of the record is what it was", seq)) {
		t.Fatalf("a true seal: code %d, %s", code, said)
	}
	at := func(format string, n int64) string { return regexp.QuoteMeta(fmt.Sprintf(format, n)) }
	first, last := seq-3, seq
	for _, x := range []struct{ what, statement, want string }{
		{"the time of an entry", fmt.Sprintf(`UPDATE record SET at = at + 1 WHERE seq = %d AND seminar <> ''`, first), at("entry %d does not fit: link", first)},
		{"who did it", fmt.Sprintf(`UPDATE record SET actor = 'somebody else' WHERE seq = %d AND seminar <> ''`, first), at("entry %d does not fit: link", first)},
		{"whom it is about", fmt.Sprintf(`UPDATE record SET person = 'somebody else' WHERE seq = %d AND seminar <> ''`, first), at("entry %d does not fit: link", first)},
		{"its kind", fmt.Sprintf(`UPDATE record SET kind = 'hand.raised' WHERE seq = %d AND seminar <> ''`, last), at("entry %d does not fit: link", last)},
		{"its body", fmt.Sprintf(`UPDATE record SET body = replace(body, 'present', 'absent') WHERE seq = %d AND seminar <> ''`, first), at("entry %d does not fit: body", first)},
		{"its commitment", fmt.Sprintf(`UPDATE record SET commitment = x'00' WHERE seq = %d AND seminar <> ''`, first), at("entry %d does not fit: body", first)},
		{"its hash", fmt.Sprintf(`UPDATE record SET hash = zeroblob(32) WHERE seq = %d AND seminar <> ''`, first), at("entry %d does not fit: link", first)},
		{"an entry that is gone", fmt.Sprintf(`DELETE FROM record WHERE seq = %d AND seminar <> ''`, first), at("entry %d does not fit: missing", first)},
		{"two entries that have changed places", fmt.Sprintf(`UPDATE record SET seq = CASE seq WHEN %[1]d THEN -1 ELSE %[1]d END WHERE seq IN (%[1]d, %[2]d) AND seminar <> ''; UPDATE record SET seq = %[2]d WHERE seq = -1`, first, last), at("entry %d does not fit", first)},
		{"the mark of evidence", fmt.Sprintf(`UPDATE evidence SET mark = 'absent' WHERE seq = %d`, first), at("the evidence of entry %d differs", first)},
		{"the time of evidence", fmt.Sprintf(`UPDATE evidence SET at = at - 60000 WHERE seq = %d`, last), at("the evidence of entry %d differs", last)},
		{"whose evidence it is", fmt.Sprintf(`UPDATE evidence SET person = 'somebody else' WHERE seq = %d`, first), at("the evidence of entry %d differs", first)},
		{"evidence that is gone", fmt.Sprintf(`DELETE FROM evidence WHERE seq = %d`, first), at("the evidence of entry %d is missing", first)},
		{"evidence that nobody gave", fmt.Sprintf(`INSERT INTO evidence SELECT id || 'x', seminar, seq + 1000, person, kind, place, session, at, received, from_at, to_at, mark, reason, device, device_seq, actor, ref, heads, said, path FROM evidence WHERE seq = %d`, first), "evidence that the record does not know"},
		{"evidence that was put before other", fmt.Sprintf(`INSERT INTO evidence SELECT id || 'x', seminar, seq - 1, person, kind, place, session, at, received, from_at, to_at, mark, reason, device, device_seq, actor, ref, heads, said, path FROM evidence WHERE seq = %d`, first), at("before the evidence of entry %d", first)},
		{"evidence deleted as retention does it", fmt.Sprintf(`DELETE FROM evidence WHERE seq = %[1]d; UPDATE record SET body = NULL, salt = NULL WHERE seq = %[1]d AND seminar <> ''`, first), at("entry %d has lost its body", first)},
		{"a seal of somebody else", `UPDATE record SET body = replace(body, '"present":4', '"present":5') WHERE kind = 'roll.sealed'`, "does not fit: body"},
	} {
		t.Run(x.what, func(t *testing.T) {
			copied := t.TempDir()
			copyFolder(t, dir, copied)
			db := database(t, copied)
			result, err := db.Exec(x.statement)
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := result.RowsAffected(); n == 0 {
				t.Fatal("nothing was changed")
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			code, said := run(copied, "verify")
			if code != 1 || !regexp.MustCompile(x.want).MatchString(said) {
				t.Errorf("code %d, want 1 and %q; it said:\n%s", code, x.want, said)
			}
		})
	}
}

// Somebody who holds the database writes the whole chain anew after a change, so that it is whole again. The seal on paper and the
// seal in the record both tell.
func TestASealProvesThatTheChainWasWrittenAnew(t *testing.T) {
	dir, code, seq := kept(t)
	ctx := context.Background()
	from, err := store.Open(ctx, dir, "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := from.Records(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var of seminar.ID
	for _, id := range ids {
		if id != "" {
			of = id
		}
	}
	var previous record.Hash
	var anew []record.Entry
	for e, err := range from.Entries(ctx, of, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Seq == seq {
			e.Body = bytes.Replace(e.Body, []byte(`"present"`), []byte(`"absent"`), 1)
		}
		e.Seal(e.Seq, previous)
		previous = e.Hash
		anew = append(anew, e)
	}
	if err := from.Close(); err != nil {
		t.Fatal(err)
	}
	db := database(t, dir)
	for _, e := range anew {
		if _, err := db.Exec(`UPDATE record SET body = $1, salt = $2, commitment = $3, hash = $4 WHERE seminar = $5 AND seq = $6`, []byte(e.Body), e.Salt, e.Commit[:], e.Hash[:], e.Seminar, e.Seq); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec(`UPDATE evidence SET mark = 'absent' WHERE seq = $1`, seq); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("entry %d is not what it was", seq)
	for what, args := range map[string][]string{"the seal in the record": {"verify"}, "the seal on paper": {"verify", "--seal", code}} {
		if code, said := run(dir, args...); code != 1 || !strings.Contains(said, want) {
			t.Errorf("%s: code %d, want 1 and %q; it said:\n%s", what, code, want, said)
		}
	}
}

// After retention an honest record is honest still: the seals stand, and it is said that their marks cannot be recomputed. Somebody who comes
// onto the list after a seal changes nothing of it.
func TestVerifyAfterRetention(t *testing.T) {
	dir, code, _ := kept(t)
	ctx := context.Background()
	db, err := store.Open(ctx, dir, "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := db.Records(ctx)
	if err != nil {
		t.Fatal(err)
	}
	of := ids[len(ids)-1]
	err = db.Write(ctx, func(tx *store.Tx) error {
		return tx.AddPerson(of, seminar.Person{ID: seminar.NewID(), Key: "late", Name: seminar.Text{"en": "Late"}, Delegate: true}, "", "walk-in")
	})
	if err != nil {
		t.Fatal(err)
	}
	if code, said := run(dir, "verify"); code != 0 || !strings.Contains(said, "marks recomputed: the same") {
		t.Errorf("after somebody has come onto the list: code %d, %s", code, said)
	}
	if _, err := db.ForgetEvidence(ctx, of, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if code, said := run(dir, "verify"); code != 0 || !strings.Contains(said, "deleted by retention") {
		t.Errorf("after retention: code %d, %s", code, said)
	}
	if code, said := run(dir, "verify", "--seal", code); code != 0 {
		t.Errorf("the seal on paper after retention: code %d, %s", code, said)
	}
}

// copyFolder copies the files of a folder and of its folders.
func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(to, "keys", "pass-1.pem"), 0o600); err != nil {
		t.Fatal(err)
	}
}
