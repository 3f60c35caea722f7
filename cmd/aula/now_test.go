package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// now is the moment at which a story plays: the minute in which it was begun, in a
// zone in which that is about noon, so that no story runs into midnight.
type now struct{ time.Time }

func newNow(t time.Time) now {
	hours := 12 - t.UTC().Hour() // -11 to 12 east of Greenwich
	name := "Etc/GMT"
	if hours != 0 {
		name = fmt.Sprintf("Etc/GMT%+d", -hours) // POSIX counts to the west
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // time/tzdata is linked in
	}
	return now{t.In(zone).Truncate(time.Minute)}
}

var placeholder = regexp.MustCompile(`\{([+-]\d+m)\}|\{(?:date|zone|long|bell|turn)\}`)

// fill puts the real times into a text: {-50m} is the clock fifty minutes ago, {date}
// the day, {zone} the name of the time zone. What an editor would not show has a name,
// too: {long} is ten thousand characters, {bell} a control character, {turn} the one
// that turns the direction of writing round.
func (n now) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(s string) string {
		switch s {
		case "{date}":
			return n.Format(time.DateOnly)
		case "{zone}":
			return n.Location().String()
		case "{long}":
			return strings.Repeat("长", 10_000)
		case "{bell}":
			return "\a"
		case "{turn}":
			return "\u202e"
		}
		return n.at(strings.Trim(s, "{}")).Format("15:04")
	})
}

// at reads a time as a story says it: "-50m".
func (n now) at(offset string) time.Time {
	d, err := time.ParseDuration(offset)
	if err != nil {
		panic(failure{err})
	}
	return n.Add(d)
}

// fillFiles puts the real times into every file of the story.
func (n now) fillFiles(dir string) error {
	return filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(name, []byte(n.fill(string(data))), 0o600)
	})
}
