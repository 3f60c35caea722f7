package seminarfile

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"aula/internal/seminar"
)

// people writes people.csv as spreadsheets like it best: with a byte order mark and
// commas, and no cell that they would take for a formula.
func (w *writer) people() []byte {
	var out bytes.Buffer
	out.WriteString(bom)
	sheet := csv.NewWriter(&out)
	names := w.used(func(p seminar.Person) seminar.Text { return p.Name })
	posts := w.used(func(p seminar.Person) seminar.Text { return p.Post })
	w.row(sheet, w.header(names, posts))
	grants := map[seminar.ID][]string{}
	for _, g := range w.plan.Grants {
		grants[g.Person] = append(grants[g.Person], w.grant(g))
	}
	for _, p := range w.plan.People {
		row := []string{p.Key}
		for _, l := range names {
			row = append(row, p.Name[l])
		}
		row = append(row, w.keys[p.Organisation])
		for _, l := range posts {
			row = append(row, p.Post[l])
		}
		status := "active"
		if p.Withdrawn {
			status = "withdrawn"
		}
		w.row(sheet, append(row, p.Level, w.keys[p.Place], yes(p.Delegate), strconv.Itoa(p.Order),
			p.Language, p.Email, strings.Join(grants[p.ID], "; "), status))
	}
	sheet.Flush() // a bytes.Buffer takes everything
	return out.Bytes()
}

func (w *writer) header(names, posts []string) []string {
	var all []string
	for _, c := range columns() {
		switch c {
		case "name":
			all = append(all, tagged(c, names)...)
		case "post":
			all = append(all, tagged(c, posts)...)
		default:
			all = append(all, c)
		}
	}
	return all
}

func tagged(column string, languages []string) []string {
	all := make([]string, len(languages))
	for i, l := range languages {
		all[i] = column + ":" + l
	}
	return all
}

// used lists the seminar's languages and any other in which somebody has that text.
func (w *writer) used(of func(seminar.Person) seminar.Text) []string {
	all, others := slices.Clone(w.plan.Seminar.Languages), map[string]bool{}
	for _, p := range w.plan.People {
		for l := range of(p) {
			if !slices.Contains(all, l) {
				others[l] = true
			}
		}
	}
	return append(all, keys(others)...)
}

func (w *writer) grant(g seminar.Grant) string {
	if g.Place == "" {
		return string(g.Role)
	}
	return string(g.Role) + "@" + w.keys[g.Place]
}

func (w *writer) row(sheet *csv.Writer, cells []string) {
	for i := range cells {
		cells[i] = guard(strings.ToValidUTF8(cells[i], "\uFFFD"))
	}
	_ = sheet.Write(cells) // the separator is a comma and the buffer takes everything
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
