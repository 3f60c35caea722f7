package web

import (
	"strings"

	"aula/internal/media/film"
	"aula/internal/media/recorder"
	"aula/internal/seminar"
	"aula/internal/studio"
	"aula/internal/web/page"
)

// chapters turns marks into what readers jump to: items, turns and sources by name,
// slides by number.
func (c *call) chapters(r *film.Recording) (chapters, slides []page.Chapter) {
	for _, m := range r.Marks {
		ch := page.Chapter{At: m.At, Kind: m.Kind}
		switch m.Kind {
		case recorder.SlideChanged:
			slides = append(slides, ch)
			continue
		case studio.MarkItem:
			ch.Text = c.itemTitle(seminar.ID(m.Ref))
		case studio.MarkTurn:
			ch.Text = c.book.Person(seminar.ID(m.Ref)).Name
		case studio.MarkAir:
			slot, label, _ := strings.Cut(m.Ref, " ")
			ch.Slot, ch.Label = slot, label
		}
		if !ch.Text.IsZero() || ch.Label != "" {
			chapters = append(chapters, ch)
		}
	}
	return chapters, slides
}

// itemTitle finds an item of the programme; the zero Text when it is not there any more.
func (c *call) itemTitle(id seminar.ID) seminar.Text {
	for _, s := range c.book.Seminar.Sessions {
		for _, i := range s.Items {
			if i.ID == id {
				return i.Title
			}
		}
	}
	return nil
}
