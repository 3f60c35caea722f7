package hall

import (
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// class is a session of 50 minutes under the rule of three prompts a credit, followed second by second.
type class struct {
	Asking
	prompts map[seminar.ID]roll.Prompt
	said    []roll.Evidence
	begins  time.Time
}

func newClass() *class {
	begins := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	c := &class{prompts: map[seminar.ID]roll.Prompt{}, begins: begins}
	c.Asking = Asking{
		Policy: roll.Policy{Prompts: 3, CreditMinutes: 50, PromptSeconds: 90}, Secret: []byte("secret"), Since: begins.Add(-time.Hour),
		Sessions: []*programme.Session{{ID: "s", Kind: programme.Lecture, Starts: begins, Ends: begins.Add(50 * time.Minute), Places: []seminar.ID{"online", "online-2"}}},
		Online:   []roll.Lease{{Person: "li", Place: "online"}, {Person: "wu", Place: "online"}, {Person: "li", Place: "online-2"}},
		Patience: map[seminar.ID]int{"wu": 2},
	}
	c.Prompt = func(id seminar.ID) (roll.Prompt, bool) { p, ok := c.prompts[id]; return p, ok }
	return c
}

// run lets so much of the session pass; answers says who answers at once.
func (c *class) run(from, to time.Duration, answers ...seminar.ID) {
	for now := c.begins.Add(from); now.Before(c.begins.Add(to)); now = now.Add(time.Second) {
		c.keep(c.Due(now))
		for _, p := range c.Open {
			for _, person := range answers {
				if p.Person == person {
					c.keep([]roll.Evidence{{Person: person, Kind: roll.PromptAnswered, Session: "s", At: now, Ref: p.ID}})
				}
			}
		}
	}
}

func (c *class) keep(said []roll.Evidence) {
	c.said = append(c.said, said...)
	c.Open = nil
	for _, p := range roll.Prompts(c.said) {
		c.prompts[p.ID] = p
		if p.State == roll.PromptShown {
			c.Open = append(c.Open, p)
		}
	}
}

func (c *class) count(person seminar.ID, state roll.Kind) (n int) {
	for _, p := range c.prompts {
		if p.Person == person && p.State == state {
			n++
		}
	}
	return n
}

func TestEverybodyIsAskedInEachPartAndTheEndIsKept(t *testing.T) {
	c := newClass()
	c.run(-time.Minute, 52*time.Minute, "li")
	if a, m := c.count("li", roll.PromptAnswered), c.count("li", roll.PromptMissed); a != 3 || m != 0 {
		t.Errorf("li answered %d and missed %d, want 3 and 0", a, m)
	}
	if a, m := c.count("wu", roll.PromptAnswered), c.count("wu", roll.PromptMissed); a != 0 || m != 3 {
		t.Errorf("wu answered %d and missed %d, want 0 and 3", a, m)
	}
	for _, p := range c.prompts {
		want := 90 * time.Second
		if p.Person == "wu" {
			want *= 2 // more time
		}
		if p.To.Sub(p.From) != want || p.From.Before(c.begins) || p.To.After(c.begins.Add(50*time.Minute)) {
			t.Errorf("%s: %s to %s, want %s within the session", p.Person, p.From, p.To, want)
		}
	}
}

// What was open while the server was down is voided and asked again; and nobody is asked while nothing is to be seen of the hall.
func TestTheServersFaultIsNobodysMiss(t *testing.T) {
	c := newClass()
	second := 0
	for len(c.Open) == 0 {
		c.run(time.Duration(second)*time.Second, time.Duration(second+1)*time.Second)
		second++
	}
	first := c.Open[0]
	c.Since = first.From.Add(10 * time.Second) // started anew
	c.run(first.From.Add(12*time.Second).Sub(c.begins), 52*time.Minute, "li", "wu")
	if got := c.prompts[first.ID]; got.State != roll.PromptVoided || !got.Again {
		t.Errorf("the open one is %+v, want voided and asked again", got)
	}
	for _, person := range []seminar.ID{"li", "wu"} {
		if n := c.count(person, roll.PromptAnswered); n != 3 {
			t.Errorf("%s answered %d, want 3", person, n)
		}
	}

	c = newClass()
	c.Fault = true
	c.run(0, 50*time.Minute)
	for _, person := range []seminar.ID{"li", "wu"} { // what could not be asked was not missed
		if n := c.count(person, roll.PromptVoided); n != 3 || len(c.prompts) != 6 {
			t.Errorf("%s: %d voided of %d prompts while nothing was to be seen, want 3", person, n, len(c.prompts))
		}
	}
}

// Somebody with so much time to answer that a part of the session has no room for it is asked all the same, and has what room there is.
func TestALotOfTimeToAnswer(t *testing.T) {
	c := newClass()
	c.Policy.PromptSeconds, c.Patience["wu"] = 300, 5
	c.run(-time.Minute, 52*time.Minute, "wu")
	if n := c.count("wu", roll.PromptAnswered); n != 3 {
		t.Errorf("wu answered %d, want 3", n)
	}
}

// Who comes when it is too late to be asked in a part has not missed it.
func TestWhoComesLateIntoAPart(t *testing.T) {
	c := newClass()
	online := c.Online
	c.Online = nil
	c.run(0, 16*time.Minute) // the first part is 16 minutes and 40 seconds
	c.Online = online
	c.run(16*time.Minute, 52*time.Minute, "li", "wu")
	for _, person := range []seminar.ID{"li", "wu"} {
		if a, v := c.count(person, roll.PromptAnswered), c.count(person, roll.PromptVoided); a != 2 || v != 1 {
			t.Errorf("%s: %d answered and %d voided, want 2 and 1", person, a, v)
		}
	}
}

func TestNobodyIsAskedInABreak(t *testing.T) {
	c := newClass()
	c.Sessions = nil
	c.run(0, 50*time.Minute)
	if len(c.prompts) > 0 {
		t.Errorf("asked %d times", len(c.prompts))
	}
}
