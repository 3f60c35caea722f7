package certificate

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"aula/internal/roll"
	"aula/internal/seminar"
)

func TestClaim(t *testing.T) {
	c := one(t).Claim
	if c.Minutes != 501 || c.Credits != 1000 || !c.From.Equal(hm(1, "09:00")) || !c.To.Equal(hm(2, "12:00")) {
		t.Errorf("%d min, %s credits, %v to %v", c.Minutes, c.Credits, c.From, c.To)
	}
	if c.Organisation["en"] != "Water Bureau" || c.Policy.Preset != "cpe-nasba" || c.Rule != (Rule{Sessions: 1, Credits: 20}) {
		t.Errorf("%+v", c)
	}
	if c.Available != 1680 { // the group runs beside nothing: 840 minutes are 16.8 times 50
		t.Errorf("available %s", c.Available)
	}
	type line struct {
		session string
		method  roll.Method
		minutes int
	}
	var got []line
	for _, s := range c.Sessions {
		got = append(got, line{string(s.ID), s.Method, s.Minutes})
		if len(s.Speakers) != 1 || s.Speakers[0]["zh-Hans"] != "王芳" {
			t.Errorf("speakers %v", s.Speakers)
		}
	}
	if want := []line{{"one", roll.AsGroup, 180}, {"two", roll.AsGroup, 180}, {"three", roll.AsIndividual, 141}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	places := []Place{
		{seminar.Text{"en": "Main hall", "zh-Hans": "主会场"}, roll.AsGroup, 360},
		{seminar.Text{"en": "Home", "zh-Hans": "线上"}, roll.AsIndividual, 141},
	}
	if !reflect.DeepEqual(c.Places, places) {
		t.Errorf("%v", c.Places)
	}
}

// A session that an organiser has said was attended counts in full, though nobody has
// seen it; parallel sessions count once.
func TestClaimCounts(t *testing.T) {
	row, r := fold(preset(t, "plain"), over, li(), corrects(roll.Present, "two"))
	if c := facts(r).Claim(row); c.Minutes != 180 || len(c.Sessions) != 1 || c.Credits != 0 {
		t.Errorf("%+v", c)
	}
	f := fixture()
	f.Sessions[1].Starts, f.Sessions[1].Ends = f.Sessions[0].Starts, f.Sessions[0].Ends
	f.Sort()
	folded := roll.Fold(roll.Facts{Policy: preset(t, "accme"), Seminar: f, People: []seminar.Person{li()}, Evidence: both(1), AsOf: over})
	x := facts(folded)
	x.Seminar = f
	if c := x.Claim(folded.Rows[0]); c.Minutes != 180 || c.Credits != 300 || c.Available != 1100 || len(c.Sessions) != 2 {
		t.Errorf("%d min, %s of %s credits, %d sessions", c.Minutes, c.Credits, c.Available, len(c.Sessions))
	}
}

// What is not a certificate's business is neither in what is kept nor in the badge.
func TestNothingOfLeave(t *testing.T) {
	evidence := append(both(1), leave(hm(2, "09:00"), hm(2, "12:00"))...)
	row, r := fold(preset(t, "plain"), over, li(), evidence...)
	c := one(t)
	c.Claim = facts(r).Claim(row)
	kept, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	badge := payload(t, issue(t, issuer(t), c))
	for _, text := range []string{string(kept), badge} {
		low := strings.ToLower(text)
		for _, word := range []string{"surgery", "on leave", "excused", `"absent"`, "example.org\"", "li.wei@"} {
			if strings.Contains(strings.ReplaceAll(low, "aula.example.org", ""), word) {
				t.Errorf("%q in %s", word, text)
			}
		}
		if strings.Contains(low, "on three") || strings.Contains(low, "on four") {
			t.Errorf("a session that was not attended: %s", text)
		}
	}
	var back Certificate
	if err := json.Unmarshal(kept, &back); err != nil {
		t.Fatal(err)
	}
	if c.Claim.Email = ""; !reflect.DeepEqual(back, c) {
		t.Errorf("read back: %+v, it was %+v", back, c)
	}
}
