package web_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/demo/plan"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before committing it")

// who are the callers of the matrix, by the name they have in it.
type who struct {
	name   string
	client *apptest.Client
}

// TestEveryRouteWithEveryRole asks for every route of the house as everybody and
// compares who is let in with testdata/matrix.txt. A new route fails until somebody
// has looked at its line there.
func TestEveryRouteWithEveryRole(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	callers := callers(t, h)
	var got bytes.Buffer
	for _, pattern := range h.App.Web.Patterns() {
		var in []string
		for _, c := range callers {
			if letIn(t, h, c.client, pattern) {
				in = append(in, c.name)
			}
		}
		line := strings.Join(in, " ")
		if len(in) == len(callers) {
			line = "everybody"
		}
		fmt.Fprintf(&got, "%s\n    %s\n", pattern, line)
	}
	const golden = "testdata/matrix.txt"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Fatalf("who is let in has changed:\n%s", lineDiff(string(want), got.String()))
	}
}

// callers returns somebody of each role, a stranger, somebody who has withdrawn, and
// the organiser and a delegate of another seminar.
func callers(t *testing.T, h *apptest.House) []who {
	all := []who{{"public", h.Stranger()}, {"server", h.Own()}}
	for _, x := range []struct {
		name  string
		role  seminar.Role
		place string
	}{
		{"delegate", seminar.Delegate, "online"}, {"chair", seminar.Chair, ""}, {"speaker", seminar.Speaker, ""},
		{"steward@main", seminar.Steward, "main"}, {"steward@east", seminar.Steward, "east"}, {"moderator", seminar.Moderator, ""},
		{"operator", seminar.Operator, ""}, {"interpreter", seminar.Interpreter, ""}, {"editor", seminar.Editor, ""}, {"auditor", seminar.Auditor, ""},
		{"liaison", seminar.Liaison, ""}, {"screen", seminar.Screen, ""}, {"organiser", seminar.Organiser, ""},
	} {
		all = append(all, who{x.name, h.Enter(h.With(x.role, x.place))})
	}
	for _, place := range []string{"east", "west"} {
		all = append(all, who{"device@" + place, h.Enrolled(place)})
	}
	for _, place := range []string{"east", "main"} {
		all = append(all, who{"gate@" + place, h.Gate(place)})
	}
	other := otherSeminar(t, h)
	for _, role := range []seminar.Role{seminar.Organiser, seminar.Delegate} {
		all = append(all, who{"other-" + string(role), other.Enter(other.With(role, ""))})
	}
	return all
}

// otherSeminar puts a second seminar into the same server.
func otherSeminar(t *testing.T, h *apptest.House) *apptest.House {
	toml, csv := plan.Files(time.Now())
	toml = bytes.Replace(toml, []byte(`key = "demo"`), []byte(`key = "other"`), 1)
	files := []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: csv}}
	in, err := seminarfile.Prepare(context.Background(), h.App.Store, files, time.Now())
	if err == nil {
		err = in.Apply(context.Background(), h.App.Store, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	other := *h
	if other.Plan, err = h.App.Store.Plan(context.Background(), "other"); err != nil {
		t.Fatal(err)
	}
	return &other
}

// letIn asks for a route and reports whether the house let the caller in, whatever the
// deed then said of an empty request.
func letIn(t *testing.T, h *apptest.House, c *apptest.Client, pattern string) bool {
	t.Helper()
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		method, path = http.MethodPost, pattern
	}
	if path == "/sign-out" {
		return true // everybody may; asking would end the caller's login
	}
	path = strings.NewReplacer("{$}", "", "{seminar}", "demo", "{place}", "east", "{slot}", "slides", "{token}", "nothing", "{photo}", "nothing",
		"sessions/{session}", "sessions/"+h.Plan.Seminar.Sessions[0].Key, "{session}", "nothing").Replace(path)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, h.Base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatalf("%s: %v", pattern, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 500 {
		t.Errorf("%s: status %d", pattern, resp.StatusCode)
	}
	return resp.StatusCode != http.StatusUnauthorized && resp.StatusCode != http.StatusForbidden
}

func lineDiff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	for i := range max(len(w), len(g)) {
		at := func(l []string) string {
			if i < len(l) {
				return l[i]
			}
			return ""
		}
		if at(w) != at(g) {
			fmt.Fprintf(&b, "-%s\n+%s\n", at(w), at(g))
		}
	}
	return b.String()
}
