package app

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"aula/internal/floor"
	"aula/internal/hall"
	"aula/internal/media"
	"aula/internal/seminar"
	"aula/internal/web"
)

// stage stands between the halls and the media plane: it says to the plane what a
// hall decides, and to the hall who has come and gone.
type stage struct {
	ctx     context.Context
	plane   *media.Plane
	halls   *hall.Halls
	about   func(publisher string) (label string, place seminar.ID)
	settled func(session string) // a session is up or gone
	seated  func(room string)    // somebody has sat down in a room that is no hall's, or has left
	voiced  func(room string)    // an interpreter has begun or ended
	log     *slog.Logger

	mu       sync.Mutex
	sessions map[source]string // guarded by mu; the plane's session of each source
}

type source struct{ room, publisher string }

// PutOnAir implements hall.Media.
func (s *stage) PutOnAir(room, slot, publisher string) error {
	return s.plane.PutOnAir(room, media.Slot(slot), publisher)
}

// TakeOff implements hall.Media.
func (s *stage) TakeOff(room, slot, publisher string) {
	if err := s.plane.TakeOff(room, media.Slot(slot), publisher); err != nil {
		s.log.Warn("take off air", "room", room, "slot", slot, "err", err)
	}
}

// Dismiss implements hall.Media.
func (s *stage) Dismiss(room, publisher string) {
	s.mu.Lock()
	session := s.sessions[source{room, publisher}]
	s.mu.Unlock()
	if session != "" {
		s.plane.Remove(session)
	}
}

// Expel implements hall.Media.
func (s *stage) Expel(room, owner string) {
	s.plane.Dismiss(room, func(m media.Member) bool { return m.Slot != "" && strings.HasPrefix(m.Name, owner+".") })
}

// Mute implements hall.Media.
func (s *stage) Mute(room, slot string, muted bool) error {
	return s.plane.Mute(room, media.Slot(slot), muted)
}

// Shrink implements hall.Media.
func (s *stage) Shrink(room, slot string, small bool) error {
	return s.plane.Shrink(room, media.Slot(slot), small)
}

// PublisherStarted implements media.Observer.
func (s *stage) PublisherStarted(m media.Member) {
	s.settled(m.Session)
	s.mu.Lock()
	s.sessions[source{m.Room, m.Name}] = m.Session
	s.mu.Unlock()
	if s.interprets(m) {
		return
	}
	if h := s.hall(m.Room); h != nil {
		label, place := s.about(m.Name)
		h.PublisherStarted(s.ctx, hall.Source{Slot: offered(m.Slot), Publisher: m.Name, Label: label, Place: place})
	}
}

// offered is what a source offers itself for: the wall is one to it.
func offered(slot media.Slot) string {
	if floor.OnWall(string(slot)) {
		return floor.Wall
	}
	return string(slot)
}

// PublisherStopped implements media.Observer. A publisher that came again under the
// same name has taken its own place, and what stopped is not what is on air.
func (s *stage) PublisherStopped(m media.Member) {
	key := source{m.Room, m.Name}
	s.mu.Lock()
	current := s.sessions[key] == m.Session
	if current {
		delete(s.sessions, key)
	}
	s.mu.Unlock()
	if s.interprets(m) {
		return
	}
	if h := s.hall(m.Room); h != nil && current {
		h.PublisherStopped(s.ctx, m.Name)
	}
}

// PublisherSilent implements media.Observer.
func (s *stage) PublisherSilent(m media.Member) {
	if h := s.current(m); h != nil {
		h.PublisherSilent(s.ctx, m.Name)
	}
}

// PublisherHeard implements media.Observer.
func (s *stage) PublisherHeard(m media.Member) {
	if h := s.current(m); h != nil {
		h.PublisherHeard(s.ctx, m.Name)
	}
}

// current returns the hall of a publisher whose session no later one has replaced.
func (s *stage) current(m media.Member) *hall.Hall {
	s.mu.Lock()
	is := s.sessions[source{m.Room, m.Name}] == m.Session
	s.mu.Unlock()
	if !is || slices.Contains(media.Sounds(), m.Slot) {
		return nil
	}
	return s.hall(m.Room)
}

// interprets reports whether a publisher is an interpreter. In their channel is heard who has come last: whoever takes over
// begins to speak, and when they end the one before is heard again.
func (s *stage) interprets(m media.Member) bool {
	if !slices.Contains(media.Sounds(), m.Slot) {
		return false
	}
	last := ""
	for _, p := range s.plane.Health(m.Room).Publishers {
		if p.Slot == m.Slot {
			last = p.Name
		}
	}
	if err := s.plane.PutOnAir(m.Room, m.Slot, last); err != nil {
		s.log.Warn("an interpreter is not heard", "room", m.Room, "slot", m.Slot, "err", err)
	}
	s.voiced(m.Room)
	return true
}

// ViewerConnected and ViewerGone implement media.Observer: who is present is known
// from the pages, not from their pictures.
func (s *stage) ViewerConnected(m media.Member) { s.settled(m.Session) }
func (s *stage) ViewerGone(media.Member)        {}

func (s *stage) hall(room string) *hall.Hall {
	if web.IsAside(room) {
		s.seated(room)
		return nil // no hall is to hear of it
	}
	h, err := s.halls.Hall(seminar.ID(room))
	if err != nil {
		s.log.Error("hall of a publisher", "room", room, "err", err)
		return nil
	}
	return h
}
