package roll_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// prompt is what was said of one prompt in the first session; the last letter of said is its end: answered, missed, voided.
func prompt(id seminar.ID, from time.Time, end roll.Kind) []roll.Evidence {
	shown := roll.Evidence{Person: "li", Kind: roll.PromptShown, Session: "morning", At: from, Received: from, From: from, To: from.Add(90 * time.Second), Ref: id}
	if end == "" {
		return []roll.Evidence{shown}
	}
	then := from.Add(40 * time.Second)
	return []roll.Evidence{shown, {Person: "li", Kind: end, Session: "morning", At: then, Received: then, Ref: id}}
}

// ends makes one prompt for each letter: a answered, m missed, v voided, o still open.
func ends(letters string) (all []roll.Evidence) {
	kinds := map[rune]roll.Kind{'a': roll.PromptAnswered, 'm': roll.PromptMissed, 'v': roll.PromptVoided, 'o': ""}
	for i, letter := range letters {
		all = append(all, prompt(seminar.ID(fmt.Sprint("p", i)), hm(1, "09:05").Add(time.Duration(i)*15*time.Minute), kinds[letter])...)
	}
	return all
}

// shortened is the fixture with a first session of so many minutes and nothing else.
func shortened(minutes int) *programme.Seminar {
	s := fixture()
	s.Sessions = s.Sessions[:1]
	s.Sessions[0].Ends = s.Sessions[0].Starts.Add(time.Duration(minutes) * time.Minute)
	return s
}

// Who is alone has as much credit as the answers vouch for; who is in a hall needs none. By the rule of three prompts a credit of 50
// minutes, two answers are two thirds of it and so 0.6, counted in fifths and rounded down.
func TestCreditNeedsAnswers(t *testing.T) {
	alone := []roll.Evidence{home(hm(1, "09:00"), hm(1, "09:50"))}
	inHall := []roll.Evidence{in(hall, hm(1, "08:55")), out(hall, hm(1, "09:50"))}
	moved := []roll.Evidence{in(hall, hm(1, "08:55")), out(hall, hm(1, "09:25")), home(hm(1, "09:25"), hm(1, "09:50"))}
	for _, c := range []struct {
		story, preset string
		minutes       int
		stays         []roll.Evidence
		prompts       string
		want          string
	}{
		{"all answered", "cpe-nasba", 50, alone, "aaa", "present 1"},
		{"two of three", "cpe-nasba", 50, alone, "aam", "present 0.6"},
		{"one of three", "cpe-nasba", 50, alone, "amm", "present 0.2"},
		{"none: the times of coming and going are not enough", "cpe-nasba", 50, alone, "mmm", "present 0"},
		{"one voided by the server", "cpe-nasba", 50, alone, "ava", "present 1"},
		{"more answered than asked for", "cpe-nasba", 50, alone, "aaaa", "present 1"},
		{"in the hall, the phone in the bag", "cpe-nasba", 50, inHall, "mmm", "present 1"},
		{"25 minutes in the hall, 25 at home with one answer: 41.7 minutes", "cpe-nasba", 50, moved, "a", "present 0.8"},
		{"one code in 50 minutes", "ny-cle", 50, alone, "a", "present 1"},
		{"and not entered", "ny-cle", 50, alone, "m", "present 0"},
		{"half of them answered is attendance", "cn-cadre", 50, alone, "am", "present 1"},
		{"less than half is none", "cn-cadre", 50, alone, "amm", "absent 0"},
		{"what was voided was not missed", "cn-cadre", 50, alone, "avv", "present 1"},
		{"no rule of prompts", "accme", 60, []roll.Evidence{home(hm(1, "09:00"), hm(1, "10:00"))}, "", "present 1"},
	} {
		r := roll.Fold(roll.Facts{Policy: preset(t, c.preset), Seminar: shortened(c.minutes), People: []seminar.Person{delegate("li", online)},
			Evidence: append(ends(c.prompts), c.stays...), AsOf: hm(2, "12:00")})
		if got := fmt.Sprintf("%s %s", r.Rows[0].Cells[0].Mark, r.Rows[0].Credit); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.preset, c.story, got, c.want)
		}
	}
}

func TestTheCellSaysHowPromptsWereAnswered(t *testing.T) {
	r := roll.Fold(roll.Facts{Policy: preset(t, "cn-cadre"), Seminar: shortened(90), People: []seminar.Person{delegate("li", online)},
		Evidence: append(ends("amvm"), home(hm(1, "09:00"), hm(1, "10:30"))), AsOf: hm(2, "12:00")})
	cell := r.Rows[0].Cells[0]
	equal(t, "asked", *cell.Asked, roll.Asked{Shown: 3, Answered: 1, Voided: 1})
	equal(t, "why", aloud(printer(t, "en"), cell.Why),
		"Online 09:00–10:30 (Home). 1 of 3 prompts answered. 1 prompt does not count: the server was at fault. Fewer than 50 % of the prompts: time online does not count.")
}

// An answer holds whatever arrives after it, and a prompt that was voided is not missed.
func TestWhatWasSaidOfAPromptInAnyOrder(t *testing.T) {
	at := func(kind roll.Kind, minute int) roll.Evidence {
		e := roll.Evidence{Person: "li", Kind: kind, Session: "morning", At: hm(1, "09:00").Add(time.Duration(minute) * time.Minute), Ref: "p"}
		if kind == roll.PromptShown {
			e.From, e.To = e.At, e.At.Add(90*time.Second)
		}
		return e
	}
	for _, c := range []struct {
		all  []roll.Evidence
		want roll.Kind
	}{
		{[]roll.Evidence{at(roll.PromptShown, 0)}, roll.PromptShown},
		{[]roll.Evidence{at(roll.PromptMissed, 2), at(roll.PromptShown, 0)}, roll.PromptMissed},
		{[]roll.Evidence{at(roll.PromptShown, 0), at(roll.PromptMissed, 2), at(roll.PromptVoided, 1)}, roll.PromptVoided},
		{[]roll.Evidence{at(roll.PromptShown, 0), at(roll.PromptVoided, 3), at(roll.PromptAnswered, 1), at(roll.PromptMissed, 2)}, roll.PromptAnswered},
	} {
		list := roll.Prompts(c.all)
		if len(list) != 1 || list[0].State != c.want {
			t.Errorf("%v: %+v, want %s", c.all, list, c.want)
		}
	}
}

// promptTimes lists all moments at which somebody is asked in a session.
func promptTimes(secret string, p roll.Policy, s programme.Session, person seminar.ID, window time.Duration) (all []time.Time) {
	for {
		at, _, ok := roll.PromptTime([]byte(secret), p, &s, person, window, len(all))
		if !ok {
			return all
		}
		all = append(all, at)
	}
}

// Whatever the session and the rule, each of its equal parts has one prompt, at a moment that nobody can tell beforehand, with all the
// time to answer it before the next part begins.
func TestPromptsAreSpreadOverTheSession(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := roll.Policy{Prompts: rapid.IntRange(1, 6).Draw(t, "prompts"), CreditMinutes: rapid.IntRange(30, 60).Draw(t, "credit")}
		minutes := rapid.IntRange(30, 240).Draw(t, "minutes")
		window := time.Duration(rapid.IntRange(60, 120).Draw(t, "window")) * time.Second
		s := shortened(minutes).Sessions[0]
		person := seminar.ID(rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "person"))
		times := promptTimes("secret", p, s, person, window)
		length := time.Duration(minutes) * time.Minute
		n := (minutes*p.Prompts + p.CreditMinutes - 1) / p.CreditMinutes
		if len(times) != n || n != p.PromptCount(length) {
			t.Fatalf("%d prompts in %d minutes, want %d", len(times), minutes, n)
		}
		for i, x := range times {
			from, to := s.Starts.Add(time.Duration(i)*(length/time.Duration(n))), s.Starts.Add(time.Duration(i+1)*(length/time.Duration(n)))
			if roll.PromptPart(p, &s, x) != i {
				t.Fatalf("%s is not in part %d", x, i)
			}
			if x.Before(from) || x.Add(window).After(to) {
				t.Fatalf("prompt %d at %s, outside %s to %s", i, x, from, to)
			}
		}
		if again := promptTimes("secret", p, s, person, window); again[0] != times[0] {
			t.Fatal("not the same after a restart")
		}
	})
}

// The moments of two people, and of two seminars' secrets, have nothing to do with each other.
func TestPromptsOfTwoPeopleDiffer(t *testing.T) {
	s, p := shortened(180).Sessions[0], preset(t, "cpe-nasba")
	same := 0
	a := promptTimes("one", p, s, "li", p.PromptWindow())
	for _, b := range [][]time.Time{promptTimes("one", p, s, "wu", p.PromptWindow()), promptTimes("two", p, s, "li", p.PromptWindow())} {
		for i := range a {
			if a[i].Equal(b[i]) {
				same++
			}
		}
	}
	if len(a) != 11 || same > 1 {
		t.Errorf("%d prompts, %d at the same moment", len(a), same)
	}
}
