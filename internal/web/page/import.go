package page

import (
	"io"

	"aula/internal/seminarfile"
)

// Import takes a seminar's files, shows what they would change, and then changes it.
// Its forms: POST .../import with the files "settings" (seminar.toml) and "people"
// (people.csv, may be absent); POST .../import/apply with the digest of what was shown.
type Import struct {
	Frame
	Read    bool                 // files were read: the page shows what was found
	Faults  seminarfile.Faults   // errors and warnings
	Plan    *seminarfile.Plan    // what the files say; nil before, and when an error stopped it
	Changes []seminarfile.Change // from what is there to what the files say
	Digest  string               // names exactly these files and the state they were compared with
}

// Address returns the address of the import: of the seminar, or of the server for a new one.
func (v Import) Address() string {
	if v.Seminar == nil {
		return "/import"
	}
	return v.URL("import")
}

// MayApply reports whether there is something to carry out.
func (v Import) MayApply() bool {
	return v.Read && !v.Faults.Stop() && v.Digest != "" && v.Count(seminarfile.Added)+v.Count(seminarfile.Changed)+v.Count(seminarfile.Removed) > 0
}

// Count counts the changes of one sort.
func (v Import) Count(what seminarfile.What) (n int) {
	for _, c := range v.Changes {
		if c.What == what {
			n++
		}
	}
	return n
}

// Whats lists the sorts of change.
func (Import) Whats() []seminarfile.What {
	return []seminarfile.What{seminarfile.Added, seminarfile.Changed, seminarfile.Removed, seminarfile.Missing}
}

// Render writes the page.
func (v Import) Render(w io.Writer) error { return Render(w, "import", v) }
