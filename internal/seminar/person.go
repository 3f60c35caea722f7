package seminar

// Organisation is a body that sends delegates.
type Organisation struct {
	ID    ID     `json:"id"`
	Key   string `json:"key"` // the organiser's own short name, unique in the seminar
	Name  Text   `json:"name"`
	Level string `json:"level,omitempty"` // key of the seminar's levels, for example "province"
	Order int    `json:"order"`           // rank among the organisations, 1 first
}

// Person is somebody of a seminar: a delegate, a speaker, a member of staff. A
// person is known by our own id and never by an e-mail address, which many share
// and some have not.
type Person struct {
	ID           ID     `json:"id"`
	Key          string `json:"key"` // stable row name of the organiser's list, unique in the seminar
	Name         Text   `json:"name"`
	Organisation ID     `json:"organisation,omitempty"`
	Post         Text   `json:"post,omitempty"`  // what they are there: "Director"
	Level        string `json:"level,omitempty"` // key of the seminar's levels
	Place        ID     `json:"place,omitempty"` // where they are to attend
	Delegate     bool   `json:"delegate"`        // stands on the roll
	Order        int    `json:"order"`           // protocol order, 1 first
	Language     string `json:"language,omitempty"`
	Email        string `json:"email,omitempty"`
	Withdrawn    bool   `json:"withdrawn,omitempty"` // no longer comes; what was recorded stays
}
