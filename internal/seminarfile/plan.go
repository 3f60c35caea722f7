package seminarfile

import (
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Plan is everything a seminar file says. The parts of a session stand in the order
// of programme.Deeds, the grants in the order of the people who hold them.
type Plan struct {
	Seminar       programme.Seminar
	Policy        roll.Policy
	Organisations []seminar.Organisation
	People        []seminar.Person
	Grants        []seminar.Grant
}

// Source is one file as it came: its name ends in .toml or .csv.
type Source struct {
	Name string
	Data []byte
}

// Known gives the id of something that exists already, by its kind ("seminar",
// "level", "place", "organisation", "person", "session", "item") and its key. The key
// of an item is SESSION/ITEM.
type Known = func(kind, key string) (seminar.ID, bool)

// The kinds of thing that have a key; a language has its tag.
const (
	kindSeminar      = "seminar"
	kindLanguage     = "language"
	kindLevel        = "level"
	kindPlace        = "place"
	kindOrganisation = "organisation"
	kindPerson       = "person"
	kindSession      = "session"
	kindItem         = "item"
)

// Limits of what is read. They are far above any real seminar and keep a hostile
// file from filling the memory.
const (
	maxBytes         = 8 << 20 // of one file
	maxPeople        = 20_000
	maxSessions      = 2_000
	maxItems         = 200 // of one session
	maxOrganisations = 5_000
	maxPlaces        = 500
	maxLevels        = 100
	maxColumns       = 200
	maxDepth         = 12      // of tables in tables
	maxName          = 200     // characters
	maxTitle         = 500     // characters
	maxProse         = 10_000  // characters
	maxNumber        = 100_000 // of an order, of seats
	maxFaults        = 1_000   // told at once
	maxGuesses       = 100     // faults with a "did you mean"
)
