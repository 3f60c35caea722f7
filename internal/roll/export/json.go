package export

import (
	"encoding/json"
	"io"
	"slices"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Raw is the roll as a program reads it: every language, times in UTC, presence in
// seconds, texts as they are.
type Raw struct {
	Seminar       seminar.ID             `json:"seminar"`
	Key           string                 `json:"key"`
	Title         seminar.Text           `json:"title"`
	Zone          string                 `json:"zone"`
	Release       int                    `json:"release"`
	Levels        []programme.Level      `json:"levels,omitempty"`
	Places        []seminar.Place        `json:"places"`
	Organisations []seminar.Organisation `json:"organisations"`
	Roll          roll.Roll              `json:"roll"`
}

// JSON writes the roll as it is. Mail addresses are left out: no roll needs them.
func JSON(out io.Writer, s Sheet) error {
	r := Raw{
		Seminar: s.Seminar.ID, Key: s.Seminar.Key, Title: s.Seminar.Title, Zone: s.Seminar.Zone, Release: s.Seminar.Release,
		Levels: s.Seminar.Levels, Places: s.Seminar.Places, Organisations: s.Organisations, Roll: s.Roll,
	}
	r.Roll.Rows = slices.Clone(r.Roll.Rows)
	for i := range r.Roll.Rows {
		r.Roll.Rows[i].Person.Email = ""
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}
