package page

import (
	"strings"

	"aula/internal/seminar"
)

// RollMenu lists the pages of the roll that are open to the reader; empty where there is no more than one.
func (f Frame) RollMenu() (menu []Link) {
	add := func(allowed bool, key string, parts ...string) {
		if allowed {
			href := f.URL(parts...)
			path, _, _ := strings.Cut(f.Path, "?")
			menu = append(menu, Link{Href: href, Label: f.T(key), Current: path == href})
		}
	}
	keeper := f.Who.Has(seminar.Organiser, seminar.Auditor, seminar.Steward)
	add(keeper, "page.roll.title", "roll")
	add(f.Who.Has(seminar.Organiser, seminar.Auditor), "page.board.title", "board")
	add(f.Who.Has(seminar.Organiser, seminar.Auditor), "page.cases.title", "cases")
	add(f.Who.Has(seminar.Organiser), "page.leave.title", "leave")
	add(f.Who.Has(seminar.Organiser), "page.delegation.title", "delegation")
	add(keeper, "page.seals.title", "seals")
	add(keeper, "page.policy.title", "policy")
	add(f.Who.Has(seminar.Organiser, seminar.Auditor), "page.certificates.title", "certificates")
	add(keeper, "page.papers.title", "papers")
	add(f.Who.Has(seminar.Organiser, seminar.Auditor), "page.record.title", "record")
	if len(menu) < 2 {
		return nil
	}
	return menu
}
