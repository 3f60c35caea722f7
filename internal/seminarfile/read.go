package seminarfile

import (
	"path/filepath"
	"strings"
)

// Read reads seminar.toml and, if it is there, people.csv. It returns all faults at
// once; the plan is nil when one of them is an error, so nothing is ever half read.
// known gives things that exist already their id; it may be nil. What the files do not
// say has its default: Prepare reads them over what is there.
func Read(files []Source, known Known) (*Plan, Faults) {
	return newBook(known).read(files)
}

func (b *book) read(files []Source) (*Plan, Faults) {
	settings, people := b.sort(files)
	top := b.open(settings)
	if top != nil {
		b.readSeminar(top)
		b.readLevels(top)
		b.readPlaces(top)
		b.readOrganisations(top)
	}
	if people != nil {
		b.readPeople(*people)
	}
	if top != nil {
		b.readSessions(top)
		top.done()
	}
	b.weigh()
	b.faults.sort()
	b.more(files[len(files)-1].Name)
	if b.faults.Stop() {
		return nil, b.faults
	}
	b.plan.Seminar.Sort()
	return &b.plan, b.faults
}

// Key returns the key of the seminar that the files are of; "" when they do not say it.
func Key(files []Source) string {
	b := newBook(nil)
	settings, _ := b.sort(files)
	top := b.open(settings)
	if top == nil {
		return ""
	}
	t, _ := top.table("seminar")
	return fold(t.string("key"))
}

// sort finds the one .toml file and the one .csv file.
func (b *book) sort(files []Source) (settings, people *Source) {
	for _, f := range files {
		var role **Source
		switch extension(f.Name) {
		case ".toml":
			role = &settings
		case ".csv":
			role = &people
		default:
			b.fault(spot{file: f.Name}, "file.fault.unknown_file")
			continue
		}
		if *role != nil {
			b.fault(spot{file: f.Name}, "file.fault.second_file", "value", (*role).Name)
			continue
		}
		*role = &f
	}
	if settings == nil {
		b.fault(spot{file: "seminar.toml"}, "file.fault.no_file")
	}
	return settings, people
}

func extension(name string) string { return strings.ToLower(filepath.Ext(name)) }

// text decodes a file that is not too large.
func (b *book) text(f Source) (string, bool) {
	at := spot{file: f.Name}
	if len(f.Data) > maxBytes {
		b.fault(at, "file.fault.too_large", "limit", maxBytes>>20)
		return "", false
	}
	text, ok := decode(f.Data)
	if !ok {
		b.fault(at, "file.fault.encoding")
	}
	return text, ok
}
