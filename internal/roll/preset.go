package roll

// Presets returns the rules that Aula brings along. Each is a starting point to be
// edited and not legal advice; Source says where its figures come from.
func Presets() []Policy {
	return []Policy{
		{
			Preset:    "plain",
			Source:    "Aula, 2026: no outside rule. Late or early from 10 minutes, half of the session counts.",
			LateAfter: 10, LeaveBefore: 10, Share: 50, KeepYears: 1,
		},
		{
			Preset: "cn-cadre",
			Source: "Regulations on Cadre Education and Training (干部教育培训工作条例, revised 2023) for strict attendance; " +
				"the 20 minutes from which lateness is an absence are the practice of provincial schools (20-30 minutes). " +
				"Collected 2026; check the rule of your own school.",
			LateAfter: 1, LeaveBefore: 1, AbsentAfter: 20, Share: 80, KeepYears: 5,
		},
		{
			Preset: "full",
			Source: "After the practice of the US Appraiser Qualifications Board (AQB) for course delivery: a roster of 100 % attendance. " +
				"Collected 2026; check the rule of your own board.",
			LateAfter: 1, LeaveBefore: 1, Share: 100, KeepYears: 5,
		},
	}
}

// Preset returns the preset of that name.
func Preset(name string) (Policy, bool) {
	for _, p := range Presets() {
		if p.Preset == name {
			return p, true
		}
	}
	return Policy{}, false
}
