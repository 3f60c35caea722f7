package web_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"aula/internal/apptest"
	"aula/internal/floor"
	"aula/internal/seminar"
)

// Who may take minutes reads who spoke and what was voted, as a page, as JSON and as tables; a reason that looks like a formula stays a text.
func TestTheMinutesOfTheFloor(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	chair := h.Enter(h.With(seminar.Chair, ""))
	first, second := h.With(seminar.Delegate, "main"), h.With(seminar.Delegate, "online")
	must(t, h, h.Enter(first), map[string]any{"do": "hand.raise", "op": op(), "mode": "hall"})
	must(t, h, h.Enter(second), map[string]any{"do": "hand.raise", "op": op(), "mode": "home"})
	must(t, h, chair, map[string]any{"do": "turn.give", "op": op(), "hand": snapshotOf(t, h, chair).Hands[1].Hand, "why": "=1+1"})
	must(t, h, chair, map[string]any{"do": "turn.end", "op": op()})
	auditor := h.Enter(h.With(seminar.Auditor, ""))
	status, body := auditor.Get(h.URL("/minutes/turns.csv"))
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || status != http.StatusOK || len(rows) != 2 || rows[1][2] != second.Name["en"] || rows[1][9] != "'=1+1" {
		t.Fatalf("%d %q %v", status, rows, err)
	}
	var told struct{ Sessions []floor.Minutes }
	if _, body := auditor.Get(h.URL("/minutes.json")); json.Unmarshal([]byte(body), &told) != nil || len(told.Sessions) == 0 || told.Sessions[0].Turns[0].Person.ID != second.ID {
		t.Errorf("told %+v", told)
	}
	if status, body := auditor.Get(h.URL("/minutes")); status != http.StatusOK || !strings.Contains(body, second.Name["en"]) {
		t.Errorf("page: %d", status)
	}
	if status, body := auditor.Get(h.URL("/minutes/polls.csv")); status != http.StatusOK || !slices.Equal(strings.Split(strings.TrimSpace(body), ","), []string{"Session", "Poll", "Round", "Secret", "Voters", "Answer", "Count"}) {
		t.Errorf("polls: %d %q", status, body)
	}
	_, body = auditor.Get(h.URL("/minutes.xlsx"))
	book, err := excelize.OpenReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if sheets := book.GetSheetList(); !slices.Equal(sheets, []string{"Turns", "Polls", "Questions", "Ideas", "Groups"}) {
		t.Errorf("sheets %q", sheets)
	}
	if lines, err := book.GetRows("Turns"); err != nil || len(lines) != 2 || lines[1][2] != second.Name["en"] || lines[1][9] != "=1+1" {
		t.Errorf("turns in the workbook: %q, %v", lines, err)
	}
	if formula, err := book.GetCellFormula("Turns", "J2"); err != nil || formula != "" {
		t.Errorf("a reason became the formula %q, %v", formula, err)
	}
	for _, path := range []string{"/minutes", "/minutes.json", "/minutes.xlsx", "/minutes/turns.csv", "/minutes/polls.csv", "/minutes/questions.csv"} {
		if status, _ := h.Enter(first).Get(h.URL(path)); status != http.StatusForbidden {
			t.Errorf("%s for a delegate: %d", path, status)
		}
	}
}
