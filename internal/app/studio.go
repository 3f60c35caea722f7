package app

import (
	"path/filepath"

	"aula/internal/floor"
	"aula/internal/seminar"
	"aula/internal/studio"
)

// openStudio opens what records the halls. Recordings end in good order before the
// plane does.
func (a *App) openStudio(s *stage, clock seminar.Clock) error {
	var err error
	a.studio, err = studio.Open(studio.Options{
		Store: a.Store, Plane: s.plane, Folder: filepath.Join(a.Config.Data, "recordings"), Clock: clock, Log: a.log,
		Floor: func(of seminar.ID) (*floor.State, error) {
			h, err := a.halls.Hall(of)
			if err != nil {
				return nil, err
			}
			return h.State(), nil
		},
	})
	if err != nil {
		return err
	}
	a.onClose(a.studio.Close)
	return nil
}
