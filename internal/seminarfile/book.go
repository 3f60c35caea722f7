package seminarfile

import (
	"strings"
	"time"

	"aula/internal/seminar"
)

// book is a plan while it is being read, with the faults found so far.
type book struct {
	plan      Plan
	faults    Faults
	known     Known
	before    before
	zone      *time.Location // nil when the file names none that exists
	languages []string
	begins    time.Time                  // midnight of day 1 in the zone; zero when not given
	last      time.Time                  // midnight after the last day; zero when not given
	index     map[string]map[string]spot // where each key of a kind was first used
	ids       map[string]map[string]seminar.ID
	unsure    map[string]bool // kinds whose list could not be read: a reference to them is not judged
	seats     map[seminar.ID]spot
	said      map[seminar.ID]spot // where each session stands
	dropped   int                 // faults beyond maxFaults
	fatal     bool                // one of them was an error
}

func newBook(known Known) *book {
	if known == nil {
		known = func(string, string) (seminar.ID, bool) { return "", false }
	}
	return &book{
		known:     known,
		languages: []string{seminar.English},
		index:     map[string]map[string]spot{},
		ids:       map[string]map[string]seminar.ID{},
		unsure:    map[string]bool{},
		seats:     map[seminar.ID]spot{},
		said:      map[seminar.ID]spot{},
	}
}

// spot is where something stands in the files.
type spot struct {
	file  string
	line  int
	field string
}

func (b *book) fault(at spot, key string, pairs ...any) { b.add(LevelError, at, key, pairs) }
func (b *book) warn(at spot, key string, pairs ...any)  { b.add(LevelWarning, at, key, pairs) }

func (b *book) add(level Level, at spot, key string, pairs []any) {
	if len(b.faults) >= maxFaults {
		b.dropped++
		b.fatal = b.fatal || level == LevelError
		return
	}
	f := Fault{File: at.file, Line: at.line, Field: at.field, Level: level, Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if f.Args == nil {
			f.Args = map[string]any{}
		}
		f.Args[pairs[i].(string)] = pairs[i+1]
	}
	b.faults = append(b.faults, f)
}

// more says at the end how many faults were found beyond those that are told.
func (b *book) more(file string) {
	if b.dropped == 0 {
		return
	}
	level := LevelWarning
	if b.fatal {
		level = LevelError
	}
	b.faults = append(b.faults, Fault{File: file, Level: level, Key: "file.fault.more", Args: map[string]any{"count": b.dropped}})
}

// name gives a thing its id: the one it has already, or a new one. A key that is
// used twice is a fault that names both lines.
func (b *book) name(kind, key string, at spot) seminar.ID {
	if b.index[kind] == nil {
		b.index[kind], b.ids[kind] = map[string]spot{}, map[string]seminar.ID{}
	}
	if first, twice := b.index[kind][key]; twice {
		b.fault(at, "file.fault.key_twice", "value", key[strings.LastIndex(key, "/")+1:], "line", first.line)
		return b.ids[kind][key]
	}
	id, ok := b.known(kind, key)
	if !ok {
		id = seminar.NewID()
	}
	b.index[kind][key], b.ids[kind][key] = at, id
	return id
}

// find resolves a reference to something in the files or to something that exists
// already; a key that nothing has is a fault.
func (b *book) find(kind, key string, at spot) (seminar.ID, bool) {
	id, ok := b.ids[kind][fold(key)]
	if !ok {
		id, ok = b.known(kind, fold(key))
	}
	if ok || b.unsure[kind] {
		return id, ok
	}
	guess := ""
	if len(b.faults) <= maxGuesses { // to search for each of very many takes too long
		guess = near(key, keys(b.ids[kind]))
	}
	b.fault(at, "file.fault.reference."+kind, "value", short(key), "near", guess)
	return id, ok
}
