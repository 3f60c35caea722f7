package floor

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/record"
	"aula/internal/seminar"
)

func number(x float64) Ballot  { return Ballot{Number: &x} }
func options(of ...int) Ballot { return Ballot{Options: of} }
func words(s string) Ballot    { return Ballot{Text: s} }
func texts(n int) (all []seminar.Text) {
	for i := range n {
		all = append(all, seminar.Text{"en": string(rune('A' + i))})
	}
	return all
}

// What may be voted, and what comes of it.
func TestBallots(t *testing.T) {
	for name, x := range map[string]struct {
		poll  Poll
		good  []Ballot
		bad   []Ballot
		comes Result
	}{
		"single": {Poll{Kind: Single, Options: texts(3)}, []Ballot{options(1), options(3), options(3)},
			[]Ballot{{}, options(0), options(4), options(1, 2), words("A"), number(1)}, Result{Voters: 3, Counts: []int{1, 0, 2}}},
		"multiple": {Poll{Kind: Multiple, Options: texts(3), Most: 2}, []Ballot{options(2, 1), options(1, 2), options(3)},
			[]Ballot{{}, options(1, 1), options(1, 2, 3)}, Result{Voters: 3, Counts: []int{2, 2, 1}}},
		"ranking": {Poll{Kind: Ranking, Options: texts(3)}, []Ballot{options(3, 1, 2), options(3, 2, 1)},
			[]Ballot{options(3), options(1, 2), options(1, 2, 2)}, Result{Voters: 2, Counts: []int{0, 0, 2}, Points: []int{1, 1, 4}}},
		"scale": {Poll{Kind: Scale, Low: 1, High: 5}, []Ballot{number(1), number(5), number(5), number(4)},
			[]Ballot{{}, number(0), number(6), number(2.5), options(1)}, Result{Voters: 4, Counts: []int{1, 0, 0, 1, 2}, Mean: 3.75, Median: 4.5}},
		"number": {Poll{Kind: Number}, []Ballot{number(-2), number(2.5), number(100)},
			[]Ballot{{}, number(1e13), words("2")}, Result{Voters: 3, Mean: 33.5, Median: 2.5}},
		"text": {Poll{Kind: Words}, []Ballot{words(" clean  water"), words("Clean water"), words("银行")},
			[]Ballot{{}, words(" \n"), words(string(make([]rune, 101)))}, Result{Voters: 3, Texts: []Tally{{"Clean water", 2}, {"银行", 1}}}},
	} {
		forms := map[string]int{}
		for _, b := range x.good {
			counts, err := x.poll.Check(b)
			if err != nil {
				t.Errorf("%s: %+v: %v", name, b, err)
			}
			forms[counts.Form()]++
		}
		for _, b := range x.bad {
			if _, err := x.poll.Check(b); seminar.CodeOf(err) != seminar.CodeInvalid {
				t.Errorf("%s: %+v: %v", name, b, err)
			}
		}
		forms[`{"options":[99]}`], forms[`{`] = 7, 7 // what does not fit is not counted
		if r := x.poll.Count(forms); !reflect.DeepEqual(r, x.comes) {
			t.Errorf("%s: %+v, want %+v", name, r, x.comes)
		}
	}
}

// A poll that could not be answered, or that would break its promise, is not made.
func TestPollsThatAreNotMade(t *testing.T) {
	good := Poll{Kind: Single, Title: seminar.Text{"en": "Where?"}, Options: texts(2)}
	chair := By{Moderates: true}
	for key, change := range map[string]func(*Poll){
		"error.invalid":            func(p *Poll) { p.Kind = "dance" },
		"error.poll.title":         func(p *Poll) { p.Title = nil },
		"error.poll.options":       func(p *Poll) { p.Options = texts(1) },
		"error.poll.scale":         func(p *Poll) { p.Kind, p.Options, p.High = Scale, nil, 11 },
		"error.poll.secret_change": func(p *Poll) { p.Secret, p.Change = true, true },
	} {
		p := good
		change(&p)
		var s State
		var wrong *seminar.Error
		if _, err := s.Do(MakePoll{p}, chair); !errors.As(err, &wrong) || wrong.Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
	var s State
	if _, err := s.Do(MakePoll{good}, By{}); seminar.CodeOf(err) != seminar.CodeForbidden {
		t.Errorf("by anybody: %v", err)
	}
	if e, err := s.Do(MakePoll{good}, chair); err != nil || e.Kind != "poll.made" {
		t.Errorf("%v %v", e.Kind, err)
	}
}

// A secret poll that was counted takes no more votes; another one may.
func TestASecretPollIsCountedOnce(t *testing.T) {
	for _, secret := range []bool{false, true} {
		s := State{Polls: []Poll{{ID: "p", Stage: Closed, Secret: secret}}}
		_, err := s.Do(PollDeed{Deed: "reopened", Poll: "p"}, By{Moderates: true})
		if refused := seminar.CodeOf(err) == seminar.CodeConflict && err != nil; refused != secret {
			t.Errorf("secret %v: %v", secret, err)
		}
	}
}

// Whatever is done with polls in whatever order: the record alone gives the same state, everybody sees a poll only from its opening and its result
// only while it is shown, and votes are taken only between opening and closing.
func TestPollsAreReplayed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var live State
		var told []record.Entry
		steward := By{Moderates: true, Serve: func(seminar.ID) bool { return true }}
		tell := func(e record.Entry) {
			e.Seq, e.At = int64(len(told)+1), time.Unix(int64(len(told)), 0).UTC()
			told = append(told, e)
			if err := live.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			var c Command
			var of seminar.ID
			if len(live.Polls) > 0 {
				of = rapid.SampledFrom(live.Polls).Draw(t, "poll").ID
			}
			switch deed := rapid.SampledFrom([]string{"make", "close", "heads", "opened", "closing", "shown", "hidden", "reopened", "reset", "dropped"}).Draw(t, "deed"); deed {
			case "make":
				c = MakePoll{Poll{Kind: Single, Title: seminar.Text{"en": "Where?"}, Options: texts(2)}}
			case "close":
				c = ClosePoll{of}
			case "heads":
				c = CountHeads{of, rapid.SampledFrom([]seminar.ID{"main", "east"}).Draw(t, "place"), []int{1, 2}}
			default:
				c = PollDeed{Deed: deed, Poll: of}
			}
			e, err := live.Do(c, steward)
			if err != nil {
				continue
			}
			tell(e)
			if p, _ := live.Poll(of); e.Kind == "poll.closed" {
				tell(Counted(of, p.Count(map[string]int{options(2).Form(): 3})))
			}
		}
		var again State
		for _, e := range told {
			if err := again.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(again, live) {
			t.Fatalf("replayed %+v, live %+v", again, live)
		}
		for _, p := range Public(live.Polls) {
			if p.Stage == Draft || !p.Shown && (p.Result != nil || p.Heads != nil) || p.Shown && p.Result == nil {
				t.Fatalf("everybody sees %+v", p)
			}
		}
	})
}
