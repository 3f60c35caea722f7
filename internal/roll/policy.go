package roll

// Policy is the rule by which evidence becomes marks and credits. It is data: shipped as presets,
// editable, kept with the seminar.
type Policy struct {
	Preset string `json:"preset" toml:"preset"`           // the preset it began as: "plain"
	Source string `json:"source,omitempty" toml:"source"` // where the rule is written, and when it was read there

	LateAfter    int `json:"late_after" toml:"late_after"`                 // minutes after the start from which an arrival is late
	LeaveBefore  int `json:"leave_before" toml:"leave_before"`             // minutes before the end until which a departure is early
	AbsentAfter  int `json:"absent_after" toml:"absent_after"`             // minutes late from which it is an absence; 0 = never
	AbsentBefore int `json:"absent_before,omitempty" toml:"absent_before"` // minutes early from which it is an absence; 0 = never
	Share        int `json:"share" toml:"share"`                           // percent of the session below which it is an absence

	CreditMinutes int `json:"credit_minutes,omitempty" toml:"credit_minutes"` // of attendance that are one credit; 0 = none are given
	CreditStep    int `json:"credit_step,omitempty" toml:"credit_step"`       // hundredths of a credit in which credits are counted
	CreditNearest int `json:"credit_nearest,omitempty" toml:"credit_nearest"` // 1 = to the nearest step, 0 = down
	CreditEach    int `json:"credit_each,omitempty" toml:"credit_each"`       // 1 = each session by itself, 0 = the time of all together

	Feedback int `json:"feedback,omitempty" toml:"feedback"` // 1 = a session counts for credits only with feedback on it

	Prompts       int `json:"prompts,omitempty" toml:"prompts"`               // how often in the time of one credit who is alone is asked whether they are there; 0 = never
	PromptSeconds int `json:"prompt_seconds,omitempty" toml:"prompt_seconds"` // to answer in; 0 = as PromptWindow says
	PromptShare   int `json:"prompt_share,omitempty" toml:"prompt_share"`     // percent to be answered, below which being alone is no attendance

	HallCode int `json:"hall_code,omitempty" toml:"hall_code"` // 1 = the screens of halls show a code that people there enter
	SeatCode int `json:"seat_code,omitempty" toml:"seat_code"` // 1 = cards on desks carry a code by which people confirm their seat

	LeaveParts   int `json:"leave_parts,omitempty" toml:"leave_parts"`       // leave of more than one part in so many ends it; 0 = never
	LeaveLiaison int `json:"leave_liaison,omitempty" toml:"leave_liaison"`   // half-days of leave in all that a liaison may grant a person
	LeaveSecond  int `json:"leave_second,omitempty" toml:"leave_second"`     // half-days of leave in all above which two organisers have to grant it; 0 = never
	MissedHalves int `json:"missed_halves,omitempty" toml:"missed_halves"`   // half-days missed from which it is not recorded; 0 = never
	LatesOneMiss int `json:"lates_one_miss,omitempty" toml:"lates_one_miss"` // so many sessions late count as a half-day missed; 0 = never

	ClaimDays int `json:"claim_days,omitempty" toml:"claim_days"` // after a session in which somebody can say that the roll is wrong; 0 = always

	SealHours int `json:"seal_hours,omitempty" toml:"seal_hours"` // after the end of a half-day from which it is sealed by itself; 0 = by hand

	ReasonDays int `json:"reason_days,omitempty" toml:"reason_days"` // after the last session until reasons of leave are deleted; 0 = with the evidence

	KeepYears int `json:"keep_years" toml:"keep_years"` // after the last session until evidence is deleted
}

// Ends says whether the policy knows anything that ends participation as a whole.
func (p Policy) Ends() bool { return p.LeaveParts > 0 || p.MissedHalves > 0 }

// Number is one of the numbers of a policy.
type Number struct {
	Key   string // as in JSON and in files: "late_after"
	Value *int   // into the policy
}

// Numbers lists the numbers of a policy, to be read and written one by one.
func (p *Policy) Numbers() []Number {
	return []Number{
		{"late_after", &p.LateAfter},
		{"leave_before", &p.LeaveBefore},
		{"absent_after", &p.AbsentAfter},
		{"absent_before", &p.AbsentBefore},
		{"share", &p.Share},
		{"credit_minutes", &p.CreditMinutes},
		{"credit_step", &p.CreditStep},
		{"credit_nearest", &p.CreditNearest},
		{"credit_each", &p.CreditEach},
		{"feedback", &p.Feedback},
		{"prompts", &p.Prompts},
		{"prompt_seconds", &p.PromptSeconds},
		{"prompt_share", &p.PromptShare},
		{"hall_code", &p.HallCode},
		{"seat_code", &p.SeatCode},
		{"leave_parts", &p.LeaveParts},
		{"leave_liaison", &p.LeaveLiaison},
		{"leave_second", &p.LeaveSecond},
		{"missed_halves", &p.MissedHalves},
		{"lates_one_miss", &p.LatesOneMiss},
		{"claim_days", &p.ClaimDays},
		{"seal_hours", &p.SealHours},
		{"reason_days", &p.ReasonDays},
		{"keep_years", &p.KeepYears},
	}
}
