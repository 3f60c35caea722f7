package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// print says what runs and who may come where.
func (h *house) print(ctx context.Context) error {
	b := &strings.Builder{}
	w := words()
	h.printState(b, w)
	h.printLinks(b, w)
	if err := h.printPhone(ctx, b, w); err != nil {
		return err
	}
	company := w.played
	if h.QuietPeople {
		company = w.quiet
	}
	fmt.Fprintf(b, "%s\n", h.in(company))
	if h.kept {
		fmt.Fprintf(b, h.in(w.kept)+"\n", h.app.Config.Data)
	} else {
		fmt.Fprintf(b, "%s\n", h.in(w.end))
	}
	_, err := fmt.Fprint(h.Out, b)
	return err
}

func (h *house) in(t seminar.Text) string { return t.In(h.Language) }

func (h *house) printState(b *strings.Builder, w wording) {
	s := &h.plan.Seminar
	now := time.Now().In(s.Location())
	fmt.Fprintf(b, "\nAula · %s\n", h.in(s.Title))
	fmt.Fprintf(b, h.in(w.day), today+1, len(s.Days()), now.Format("15:04"), s.Zone)
	if session, _ := h.due(now); session != nil {
		fmt.Fprintf(b, " "+h.in(w.running)+"\n", h.in(session.Title))
	} else {
		fmt.Fprintf(b, " %s\n", h.in(w.idle))
	}
	if h.moved {
		fmt.Fprintf(b, "%s\n", h.in(w.moved))
	}
}

func (h *house) printLinks(b *strings.Builder, w wording) {
	fmt.Fprintf(b, "\n%s\n\n", h.in(w.open))
	column := 0
	for _, p := range parts() {
		column = max(column, width(h.in(p.who)))
	}
	for _, p := range parts() {
		label := h.in(p.who)
		fmt.Fprintf(b, "  %s%s  %s\n", label, strings.Repeat(" ", column-width(label)), h.link(h.app.Addresses()[0], p.person))
	}
	b.WriteByte('\n')
}

// link returns the personal link of somebody; the public page for "".
func (h *house) link(base, person string) string {
	if person == "" {
		return base + "/s/" + h.plan.Seminar.Key
	}
	return base + "/i/" + h.secrets[person]
}

// printPhone prints how a phone comes in: as codes to be held before its camera.
func (h *house) printPhone(ctx context.Context, b *strings.Builder, w wording) error {
	base := h.app.Outside(ctx)
	if base == "" {
		fmt.Fprintf(b, "%s\n\n", h.in(w.noPhone))
		return nil
	}
	fmt.Fprintf(b, "%s\n\n", h.in(w.phone))
	step := 1
	if print := h.app.Fingerprint(); print != "" {
		address := strings.Replace(base, "https://", "http://", 1) + "/authority"
		fmt.Fprintf(b, h.in(w.trust)+"\n%s\n"+h.in(w.compare)+"\n", address, h.in(w.why), print)
		if err := code(b, address); err != nil {
			return err
		}
		step++
	}
	link := h.link(base, visitorInHall)
	fmt.Fprintf(b, h.in(w.come)+"\n", step, link)
	return code(b, link)
}

func code(b *strings.Builder, text string) error {
	drawn, err := pass.Terminal(text)
	fmt.Fprintf(b, "%s\n", drawn)
	return err
}

// width returns how many columns a terminal needs for a text: Chinese characters and
// their punctuation take two.
func width(s string) int {
	n := 0
	for _, r := range s {
		if n++; r >= 0x2e80 {
			n++
		}
	}
	return n
}
