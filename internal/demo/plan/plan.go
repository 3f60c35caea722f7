// Package plan is the demonstration seminar: an invented institute, an invented
// province, 120 invented delegates. It comes as the two files that any organiser
// could have written, and so it is also the example of their format.
package plan

import (
	"bytes"
	_ "embed"
	"time"
)

//go:embed seminar.toml
var settings []byte

//go:embed people.csv
var people []byte

// Files returns the demonstration as it stands at now: in a time zone in which it is
// mid-morning, with today as the second of its five days, so that the lecture of that
// morning runs for at least an hour yet. The same zone and day give the same bytes.
func Files(now time.Time) (seminarTOML, peopleCSV []byte) {
	zone := zoneAt(now)
	first := now.In(zone).AddDate(0, 0, -1).Format(time.DateOnly)
	text := bytes.Replace(settings, []byte(`zone = "Asia/Shanghai"`), []byte(`zone = "`+zone.String()+`"`), 1)
	text = bytes.Replace(text, []byte(`begins = "2026-11-23"`), []byte(`begins = "`+first+`"`), 1)
	return text, bytes.Clone(people)
}
