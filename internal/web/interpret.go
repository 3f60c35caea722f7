package web

import (
	"slices"

	"aula/internal/media"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// channelOf returns the slot of the interpreter's voice in a language of the seminar: the first four may have one.
func (b *book) channelOf(language string) (media.Slot, error) {
	i := slices.Index(b.Seminar.Languages, language)
	if i < 0 || i >= len(media.Sounds()) {
		return "", seminar.NotFound("error.interpret.language")
	}
	return media.Sounds()[i], nil
}

// showInterpreter is where somebody says in one language what is said in another.
func showInterpreter(c *call) error {
	language := c.r.FormValue("language")
	if language == "" {
		language = c.book.Seminar.Languages[0]
	}
	slot, err := c.book.channelOf(language)
	if err != nil {
		return err
	}
	return c.page(page.Interpreter{Frame: c.frame("interpret.title", "dark", "interpret.js"), Language: language, Slot: string(slot)})
}

// channels is the kind of message that says which interpreters are heard.
const channels = "sound.channels"

type channelsWire struct {
	Slots []string `json:"slots"`
}

// voices returns the slots in which an interpreter is heard now.
func (s *Server) voices(room string) channelsWire {
	heard := channelsWire{[]string{}}
	for _, x := range s.Plane.Health(room).Slots {
		if x.OnAir != "" && slices.Contains(media.Sounds(), x.Slot) {
			heard.Slots = append(heard.Slots, string(x.Slot))
		}
	}
	return heard
}

// Voiced hears from the plane that an interpreter has begun or ended in the room of a hall.
func (s *Server) Voiced(room string) {
	of := seminar.ID(room)
	s.soon.do(s, of, channels, func() error { // the first packet comes a moment after the connection
		s.Store.Feed.Publish(s.passing(of, channels, s.voices(room)))
		return nil
	})
}

// mayInterpret reports whether somebody may speak in a slot of interpreters.
func (c *call) mayInterpret(slot string) bool {
	return isChannel(slot) && interpreters.allows(c.who, "")
}

func isChannel(slot string) bool { return slices.Contains(media.Sounds(), media.Slot(slot)) }

// channelsNow is told to who has just come, if any interpreter is heard.
func (c *call) channelsNow() []any {
	now := c.s.voices(string(c.book.Seminar.ID))
	if len(now.Slots) == 0 {
		return nil
	}
	return []any{tell(c.s.passing(c.book.Seminar.ID, channels, now))}
}
