package seminar

// PlaceKind says how people attend at a place, and so by which method they are
// judged: a hall as a group, a home as an individual.
type PlaceKind string

// The kinds of place.
const (
	MainHall   PlaceKind = "main"
	BranchHall PlaceKind = "branch"
	Online     PlaceKind = "online"
)

// Place is where people attend: the main hall, a branch hall, or online.
type Place struct {
	ID      ID        `json:"id"`
	Key     string    `json:"key"` // the organiser's own short name, unique in the seminar
	Kind    PlaceKind `json:"kind"`
	Name    Text      `json:"name"`
	Address Text      `json:"address,omitempty"`
	Seats   int       `json:"seats,omitempty"` // 0 means not limited
}
