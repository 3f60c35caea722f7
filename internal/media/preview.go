package media

import "slices"

// preview shows one publisher to one viewer, on air or not.
type preview struct {
	publisher string
	feeds     [2]*feed // by kind
}

// previewed stands for what a preview shows in place of a slot.
const previewed Slot = "preview"

// The lines of a preview come after those of the slots.
func newPreview(r *room, publisher string) *preview {
	p := &preview{publisher: publisher}
	n := len(r.shape.feeds(video)) + len(r.shape.feeds(audio))
	for _, k := range []kind{video, audio} {
		p.feeds[k] = newFeed(previewed, k, n+int(k))
	}
	return p
}

func (r *room) addPreview(p *preview) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.previews = append(r.previews, p)
	r.rounds.Lock()
	r.lines = append(slices.Clone(r.lines), p.feeds[:]...)
	r.rounds.Unlock()
	r.reconcile()
}

func (r *room) removePreview(p *preview) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.previews = slices.DeleteFunc(r.previews, func(other *preview) bool { return other == p })
	r.rounds.Lock()
	defer r.rounds.Unlock()
	r.lines = slices.DeleteFunc(slices.Clone(r.lines), func(f *feed) bool { return f == p.feeds[video] || f == p.feeds[audio] })
}
