package roll

import (
	"slices"

	"aula/internal/seminar"
)

// Fault is something wrong in one field of a policy, for the form that edits it.
type Fault struct {
	Field string         // the field's name in JSON: "late_after"
	Key   string         // catalogue key of what to do about it
	Args  map[string]any // fills the sentence
}

// longest is the longest that any limit in minutes may be: a day.
const longest = 24 * 60

// Check returns what is wrong with a policy; nothing when it can be used.
func Check(p Policy) []Fault {
	var faults []Fault
	within := func(field string, value, low, high int) {
		if value < low || value > high {
			faults = append(faults, Fault{field, "roll.fault.range", map[string]any{"low": low, "high": high}})
		}
	}
	within("late_after", p.LateAfter, 0, longest)
	within("leave_before", p.LeaveBefore, 0, longest)
	within("absent_after", p.AbsentAfter, 0, longest)
	within("absent_before", p.AbsentBefore, 0, longest)
	within("share", p.Share, 0, 100)
	within("credit_minutes", p.CreditMinutes, 0, longest)
	within("credit_step", p.CreditStep, 0, 100)
	within("credit_nearest", p.CreditNearest, 0, 1)
	within("credit_each", p.CreditEach, 0, 1)
	within("prompts", p.Prompts, 0, 20)
	within("prompt_share", p.PromptShare, 0, 100)
	if p.PromptSeconds != 0 {
		within("prompt_seconds", p.PromptSeconds, shortestPrompt, longestPrompt)
	}
	if p.Prompts > 0 && !p.Credited() {
		faults = append(faults, Fault{"prompts", "roll.fault.prompts", nil})
	}
	within("hall_code", p.HallCode, 0, 1)
	within("seat_code", p.SeatCode, 0, 1)
	within("feedback", p.Feedback, 0, 1)
	within("claim_days", p.ClaimDays, 0, 366)
	within("leave_parts", p.LeaveParts, 0, 100)
	within("leave_liaison", p.LeaveLiaison, 0, 100)
	within("leave_second", p.LeaveSecond, 0, 100)
	within("missed_halves", p.MissedHalves, 0, 100)
	within("lates_one_miss", p.LatesOneMiss, 0, 100)
	within("seal_hours", p.SealHours, 0, 1000)
	within("reason_days", p.ReasonDays, 0, 3660)
	within("keep_years", p.KeepYears, 1, 100)
	if p.AbsentAfter > 0 && p.AbsentAfter < p.LateAfter {
		faults = append(faults, Fault{"absent_after", "roll.fault.never_late", map[string]any{"late": p.LateAfter}})
	}
	if p.AbsentBefore > 0 && p.AbsentBefore < p.LeaveBefore {
		faults = append(faults, Fault{"absent_before", "roll.fault.never_early", map[string]any{"early": p.LeaveBefore}})
	}
	return faults
}

// Check returns an Invalid error when the evidence cannot be used: it says nothing of
// anybody, or lacks what its kind needs.
func (e Evidence) Check() error {
	bad := func(field string) error { return seminar.Invalid("error.roll.evidence", "field", field) }
	switch {
	case e.ID == "":
		return bad("id")
	case (e.Person == "") != e.Kind.ofNobody():
		return bad("person")
	case e.At.IsZero():
		return bad("at")
	}
	switch e.Kind {
	case ScanIn, ScanOut, Seated, Entered, Spoke, Voted:
		if e.Place == "" {
			return bad("place")
		}
	case Opened, Closed, Counted:
		switch {
		case e.Place == "":
			return bad("place")
		case e.Session == "":
			return bad("session")
		case e.Actor == "":
			return bad("actor")
		case e.Count < 0:
			return bad("count")
		}
	case PromptShown:
		switch {
		case e.Ref == "":
			return bad("ref")
		case e.Session == "":
			return bad("session")
		case !e.From.Before(e.To):
			return bad("to")
		}
	case Listed:
	case PromptAnswered, PromptMissed, PromptVoided, Refused:
		if e.Ref == "" {
			return bad("ref")
		}
	case Interval:
		if !e.From.Before(e.To) {
			return bad("to")
		}
	case LeaveAsked, LeaveEndorsed, LeaveGranted, LeaveRefused, LeaveEnded, OnDuty, Substitution:
		switch {
		case !e.From.Before(e.To):
			return bad("to")
		case e.Actor == "":
			return bad("actor")
		}
	case Attested, Corrected, Claimed, Proposed, MadeUp, Fed:
		return e.checkWord(bad)
	default:
		return bad("kind")
	}
	return nil
}

// checkWord checks what a person says. An empty mark in a correction takes the
// corrections back: the evidence speaks again.
func (e Evidence) checkWord(bad func(string) error) error {
	switch {
	case e.Session == "":
		return bad("session")
	case e.Actor == "":
		return bad("actor")
	case !e.Mark.known() && (e.Kind == Attested || e.Kind == Claimed || e.Mark != ""):
		return bad("mark")
	case e.Kind != Attested && e.Reason == "":
		return bad("reason")
	}
	return nil
}

func (m Mark) known() bool { return slices.Contains(Marks(), m) }
