package roll

// Policy is the rule by which evidence becomes marks. It is data: shipped as presets,
// editable, kept with the seminar.
type Policy struct {
	Preset      string `json:"preset" toml:"preset"`             // the preset it began as: "plain"
	Source      string `json:"source,omitempty" toml:"source"`   // where the rule is written
	LateAfter   int    `json:"late_after" toml:"late_after"`     // minutes after the start from which an arrival is late
	LeaveBefore int    `json:"leave_before" toml:"leave_before"` // minutes before the end until which a departure is early
	AbsentAfter int    `json:"absent_after" toml:"absent_after"` // minutes late from which it is an absence; 0 = never
	Share       int    `json:"share" toml:"share"`               // percent of the session below which it is an absence
	KeepYears   int    `json:"keep_years" toml:"keep_years"`     // how long evidence is kept
}
