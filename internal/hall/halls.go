package hall

import (
	"context"
	"log/slog"
	"sync"

	"aula/internal/seminar"
)

// Halls opens the hall of each seminar when it is first asked for.
type Halls struct {
	ctx      context.Context // of the server: halls run until it ends
	store    Store
	media    Media
	settings Settings
	log      *slog.Logger

	mu    sync.Mutex
	halls map[seminar.ID]*Hall // guarded by mu
}

// NewHalls returns the halls of a server. They close when ctx ends.
func NewHalls(ctx context.Context, s Store, m Media, settings Settings, log *slog.Logger) *Halls {
	if settings.Lost == 0 {
		settings.Lost = DefaultSettings().Lost
	}
	return &Halls{ctx: ctx, store: s, media: m, settings: settings, log: log, halls: map[seminar.ID]*Hall{}}
}

// Hall returns the hall of a seminar that exists.
func (hs *Halls) Hall(of seminar.ID) (*Hall, error) {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	if h := hs.halls[of]; h != nil {
		return h, nil
	}
	h, err := open(hs.ctx, of, hs.store, hs.media, hs.settings, hs.log)
	if err != nil {
		return nil, err
	}
	hs.halls[of] = h
	return h, nil
}

// Close waits for the halls to end after the server's context has, and writes the
// last renewals, so that an orderly stop loses no second of anybody's presence.
func (hs *Halls) Close() {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	for _, h := range hs.halls {
		<-h.done
		h.presence.flush(context.Background())
	}
}
