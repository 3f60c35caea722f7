package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// sameRoll compares a roll as CSV with what is expected, line by line. The file's byte
// order mark and its CRLF are left out of the comparison; that they are there is not:
//
//	roll stdout want.csv
func sameRoll(s story, args []string) {
	need(args, 2, "roll GOT WANT")
	got, found := strings.CutPrefix(s.ReadFile(args[0]), "\ufeff")
	if !found || strings.Count(got, "\n") != strings.Count(got, "\r\n") {
		failf("no byte order mark, or lines that do not end with CRLF")
	}
	g, w := strings.Split(strings.ReplaceAll(got, "\r\n", "\n"), "\n"), strings.Split(s.ReadFile(args[1]), "\n")
	if slices.Equal(g, w) {
		return
	}
	var diff strings.Builder
	for i := range max(len(g), len(w)) {
		g, w := append(g, "")[min(i, len(g))], append(w, "")[min(i, len(w))]
		if g != w {
			fmt.Fprintf(&diff, "line %d\n got: %s\nwant: %s\n", i+1, g, w)
		}
	}
	failf("the roll is another one:\n%s", diff.String())
}

// cell returns what the roll says of somebody in a session, as another process reads
// it from the database, and the key of the place where the attendance counts.
func (s story) cell(session, key string) (cell roll.Cell, place string) {
	check(s.Exec("aula", "roll", "--seminar", "spring", "--format", "json"))
	var raw struct {
		Places []seminar.Place `json:"places"`
		Roll   struct {
			Sessions []struct {
				ID  seminar.ID `json:"id"`
				Key string     `json:"key"`
			} `json:"sessions"`
			Rows []struct {
				Person seminar.Person `json:"person"`
				Cells  []struct {
					Session seminar.ID  `json:"session"`
					Mark    roll.Mark   `json:"mark"`
					Pending bool        `json:"pending"`
					Place   seminar.ID  `json:"place"`
					Present roll.Span   `json:"present"`
					Stays   []roll.Stay `json:"stays"`
				} `json:"cells"`
			} `json:"rows"`
		} `json:"roll"`
	}
	check(json.Unmarshal([]byte(s.ReadFile("stdout")), &raw))
	for _, row := range raw.Roll.Rows {
		for i, c := range row.Cells {
			if row.Person.Key != key || raw.Roll.Sessions[i].Key != session {
				continue
			}
			for _, p := range raw.Places {
				if p.ID == c.Place {
					place = p.Key
				}
			}
			return roll.Cell{Mark: c.Mark, Pending: c.Pending, Present: c.Present, Stays: c.Stays}, place
		}
	}
	failf("the roll has no %q in %q", key, session)
	return cell, ""
}

// online waits until the database knows that somebody has been in a session online, in
// one stretch:
//
//	online tan lecture
func online(s story, args []string) {
	need(args, 2, "online KEY SESSION")
	wait(args[0]+" to be online", func() bool {
		c, _ := s.cell(args[1], args[0])
		if len(c.Stays) > 1 {
			failf("%s was online in %d stretches", args[0], len(c.Stays))
		}
		return len(c.Stays) == 1 && c.Stays[0].By == roll.Interval && c.Present > 0
	})
}

// marked says what the roll must say of somebody in a session that is running: the
// mark, where, and between how many minutes:
//
//	marked lecture tan late online 0-3
func marked(s story, args []string) {
	need(args, 5, "marked SESSION KEY MARK PLACE LEAST-MOST")
	c, place := s.cell(args[0], args[1])
	var least, most int
	if _, err := fmt.Sscanf(args[4], "%d-%d", &least, &most); err != nil {
		failf("%q: %v", args[4], err)
	}
	if n := c.Present.Minutes(); string(c.Mark) != args[2] || place != args[3] || n < least || n > most || !c.Pending {
		failf("%s is %q at %q for %d minutes, provisional %v", args[1], c.Mark, place, n, c.Pending)
	}
}

// sheet prints every cell of an XLSX file that holds a text, one a line, and what a
// spreadsheet would make of it: "text" or "formula":
//
//	sheet roll.xlsx
func sheet(s story, args []string) {
	need(args, 1, "sheet FILE")
	f, err := excelize.OpenReader(strings.NewReader(s.ReadFile(args[0])))
	check(err)
	defer f.Close()
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		check(err)
		for i, row := range rows {
			for j, text := range row {
				cell, err := excelize.CoordinatesToCellName(j+1, i+1)
				check(err)
				formula, err := f.GetCellFormula(name, cell)
				check(err)
				kind := "text"
				if formula != "" {
					kind = "formula"
				}
				if text != "" || formula != "" {
					fmt.Fprintf(s.Stdout(), "%s!%s %s %s%s\n", name, cell, kind, text, formula)
				}
			}
		}
	}
}
