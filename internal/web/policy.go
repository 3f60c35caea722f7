package web

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// showPolicy shows the rule of the roll, or another preset to begin from.
func showPolicy(c *call) error {
	p := c.book.Policy
	begun := false
	if name := c.r.FormValue("preset"); name != "" && name != p.Preset {
		other, ok := roll.Preset(name)
		if !ok {
			return seminar.NotFound("error.not_found")
		}
		p, begun = other, true
	}
	return c.rule(p, begun, nil)
}

func (c *call) rule(p roll.Policy, begun bool, faults map[string]string) error {
	return c.page(page.Policy{Frame: c.frame("page.policy.title", "auto", ""), Policy: p, Begun: begun, MayEdit: c.who.Has(seminar.Organiser), Faults: faults})
}

// maxSource is how long the source of a rule may be, in characters.
const maxSource = 2000

// savePolicy keeps another rule. The roll is what it says from now on, of the past too; the record keeps both.
func savePolicy(c *call) error {
	p, ok := roll.Preset(c.r.FormValue("preset"))
	if !ok {
		return seminar.Invalid("error.roll.preset")
	}
	p.Source = strings.TrimSpace(c.r.FormValue("source"))
	faults := map[string]string{}
	for _, n := range p.Numbers() {
		text := c.r.FormValue(n.Key)
		if text == "" {
			text = "0" // a switch that is off
		}
		value, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			value = -1 // out of every range
		}
		*n.Value = value
	}
	for _, f := range roll.Check(p) {
		faults[f.Field] = c.Sentence(f.Key, f.Args)
	}
	if utf8.RuneCountInString(p.Source) > maxSource {
		faults["source"] = c.Sentence("error.roll.source", map[string]any{"most": maxSource})
	}
	if len(faults) > 0 {
		c.w.WriteHeader(http.StatusUnprocessableEntity)
		return c.rule(p, false, faults)
	}
	if p == c.book.Policy {
		return c.goTo("/s/"+c.book.Seminar.Key+"/policy", "done.policy")
	}
	e := record.New("roll.policy_changed", map[string]roll.Policy{"before": c.book.Policy, "after": p})
	e.Seminar, e.Actor = c.book.Seminar.ID, c.who.Person.ID
	if err := c.s.Store.SavePolicy(c.r.Context(), c.book.Seminar.ID, p, e); err != nil {
		return err
	}
	c.s.books.forget(c.book.Seminar.Key)
	return c.goTo("/s/"+c.book.Seminar.Key+"/policy", "done.policy")
}
