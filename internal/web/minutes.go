package web

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/roll/export"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// minutes reads what happened on the floor, session by session.
func (c *call) minutes() ([]floor.Minutes, error) {
	var entries []record.Entry
	for e, err := range c.s.Store.EntriesOf(c.r.Context(), c.book.Seminar.ID, floor.Kinds()...) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	all, err := floor.MinutesOf(entries)
	if err != nil {
		return nil, err
	}
	for i, m := range all { // by the programme, where nobody began it
		if s, there := c.book.Seminar.Session(string(m.Session)); there && m.Started.IsZero() {
			all[i].Title, all[i].Started, all[i].Ended = s.Title, s.Starts, s.Ends
		}
	}
	slices.SortStableFunc(all, func(a, b floor.Minutes) int { return a.Started.Compare(b.Started) })
	return all, nil
}

func showMinutes(c *call) error {
	all, err := c.minutes()
	if err != nil {
		return err
	}
	return c.page(page.Minutes{Frame: c.frame("page.minutes.title", "light", ""), Directory: c.book.Directory, All: all})
}

// sendMinutes sends everything as JSON.
func sendMinutes(c *call) error {
	all, err := c.minutes()
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Disposition", `attachment; filename="minutes-`+c.book.Seminar.Key+`.json"`)
	return c.json(200, map[string]any{"seminar": c.book.Seminar.Key, "at": c.s.Clock().UTC(), "sessions": append([]floor.Minutes{}, all...)})
}

// sendTurns sends the turns as CSV (RFC 4180), one a line.
func sendTurns(c *call) error {
	return c.sheet("turns", []string{"session", "given", "person", "organisation", "place", "waited", "lasted", "limit", "same", "why"}, func(m floor.Minutes, line func(...string)) {
		for _, t := range m.Turns {
			line(c.Text(m.Title), t.Given.Format(time.RFC3339), c.Text(t.Person.Name), c.Text(t.Person.Organisation), c.Text(c.placeOf(t.Place)),
				seconds(t.Waited()), seconds(t.Lasted()), strconv.Itoa(t.Seconds), strconv.Itoa(t.Same), t.Why)
		}
	})
}

// sendPolls sends what polls came to as CSV, one option or answer a line.
func sendPolls(c *call) error {
	return c.sheet("polls", []string{"session", "poll", "round", "secret", "voters", "answer", "count"}, func(m floor.Minutes, line func(...string)) {
		for _, p := range m.Polls {
			for _, b := range page.PollBars(p) {
				line(c.Text(m.Title), c.Text(p.Title), strconv.Itoa(p.Round), strconv.FormatBool(p.Secret), strconv.Itoa(p.Result.Voters), c.barName(b), strconv.Itoa(b.Count))
			}
			for _, h := range p.Heads {
				line(c.Text(m.Title), c.Text(p.Title), strconv.Itoa(p.Round), "", "", c.Text(c.placeOf(h.Place))+": "+c.Text(h.By.Name), strings.Trim(fmt.Sprint(h.Counts), "[]"))
			}
		}
	})
}

// sendQuestions sends the questions as CSV, one a line.
func sendQuestions(c *call) error {
	return c.sheet("questions", []string{"session", "asked", "question", "person", "organisation", "place", "votes_column", "state", "answer", "owner", "due"}, func(m floor.Minutes, line func(...string)) {
		for _, q := range m.Questions {
			var who, owner floor.Who
			if q.Person != nil {
				who = *q.Person
			}
			if q.Owner != nil {
				owner = *q.Owner
			}
			line(c.Text(m.Title), q.Asked.Format(time.RFC3339), c.Text(q.Text), c.Text(who.Name), c.Text(who.Organisation), c.Text(c.placeOf(q.Place)),
				strconv.Itoa(q.Votes), c.T("page.minutes.state."+string(q.Stage)), c.Text(q.Answer), c.Text(owner.Name), q.Due)
		}
	})
}

// sendGroups sends what groups found as CSV, one point a line.
func sendGroups(c *call) error {
	return c.sheet("groups", []string{"session", "group", "convener", "recorder", "members", "point"}, func(m floor.Minutes, line func(...string)) {
		for _, g := range m.Groups {
			for _, p := range g.Points {
				line(c.Text(m.Title), strconv.Itoa(g.Number), c.nameOf(g.Convener), c.nameOf(g.Recorder), strconv.Itoa(len(g.Members)), c.Text(p.Text))
			}
		}
	})
}

// sendIdeas sends how ideas were received as CSV: one line for each idea, and one for each place of it.
func sendIdeas(c *call) error {
	return c.sheet("ideas", []string{"session", "round_title", "idea", "agreement", "place", "agree", "disagree", "pass", "organisations"}, func(m floor.Minutes, line func(...string)) {
		for _, r := range m.Ideas {
			for _, i := range page.ReceivedIdeas(r, c.book.Seminar.Places) {
				of := ""
				if i.Organisations > 0 {
					of = c.T("page.minutes.of", "n", i.Agreeing, "of", i.Organisations)
				}
				row := func(place, organisations string, o floor.Opinions) {
					line(c.Text(m.Title), c.Text(r.Title), c.Text(i.Text), c.T("idea.agreement."+string(i.Agreement)), place, strconv.Itoa(o.Agree), strconv.Itoa(o.Disagree), strconv.Itoa(o.Pass), organisations)
				}
				row("", of, i.Opinions)
				for _, p := range i.Places {
					place := c.Text(p.Place)
					if p.Place == nil {
						place = c.T(p.Key())
					}
					row(place, "", p.Opinions)
				}
			}
		}
	})
}

func (c *call) nameOf(id seminar.ID) string { return c.Text(c.book.Directory.People[id].Name) }

func (c *call) barName(b page.PollBar) string {
	if b.Words != "" {
		return b.Words
	}
	return c.Text(b.Name)
}

func (c *call) placeOf(id seminar.ID) seminar.Text {
	p, ok := c.book.Seminar.Place(string(id))
	if !ok {
		return nil
	}
	return p.Name
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

// sheet sends lines made from the minutes of each session. What a spreadsheet would take for a formula gets an apostrophe.
func (c *call) sheet(name string, columns []string, write func(m floor.Minutes, line func(...string))) error {
	all, err := c.minutes()
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+"-"+c.book.Seminar.Key+`.csv"`)
	out := csv.NewWriter(c.w)
	out.UseCRLF = true
	titles := make([]string, len(columns))
	for i, key := range columns {
		titles[i] = c.T("page.minutes." + key)
	}
	_ = out.Write(titles)
	for _, m := range all {
		write(m, func(fields ...string) {
			for i := range fields {
				fields[i] = export.Safe(fields[i])
			}
			_ = out.Write(fields) // Error tells of all
		})
	}
	out.Flush()
	return out.Error()
}
