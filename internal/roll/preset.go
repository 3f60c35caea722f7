package roll

// Presets returns the rules that Aula brings along. Each is a starting point to be
// edited and not legal advice; Source says where its figures come from and when they were
// collected. What a rule leaves open, or we did not find, is Aula's own default, and Source says so.
func Presets() []Policy {
	return []Policy{
		{
			Preset:    "plain",
			Source:    "Aula, 2026: no outside rule. Late or early from 10 minutes, half of the session counts.",
			LateAfter: 10, LeaveBefore: 10, Share: 50, KeepYears: 1,
		},
		{
			Preset: "cpe-nasba",
			Source: "NASBA and AICPA, Statement on Standards for CPE Programs, in force from 1 January 2024: 50 minutes are one credit, " +
				"rounded down only, here to one fifth; records for 5 years. at least three prompts a credit for who is alone, at random, answers and misses kept. Collected 2026. The limits of late and early and the 90 seconds are Aula's own; minutes count as attended.",
			LateAfter: 10, LeaveBefore: 10, CreditMinutes: 50, CreditStep: 20, Prompts: 3, PromptSeconds: 90, KeepYears: 5,
		},
		{
			Preset: "ny-cle",
			Source: "New York State Continuing Legal Education (nycourts.gov): viewing alone has to be verified at least once in 50 minutes; " +
				"neither a lawyer's statement nor the times of signing in and out suffice. Collected 2026. That 50 minutes are one credit, the halves, rounding down, " +
				"the limits of late and early, the 90 seconds and the 4 years are Aula's own; check them. A prompt stands for the code of the rule.",
			LateAfter: 10, LeaveBefore: 10, CreditMinutes: 50, CreditStep: 50, Prompts: 1, PromptSeconds: 90, KeepYears: 4,
		},
		{
			Preset: "german-doctors",
			Source: "Bundesärztekammer, (Muster-)Fortbildungsordnung and its recommendations (one point for 45 minutes). Collected 2026. " +
				"The chamber in whose region the event takes place decides, also how continuous presence online is shown; one prompt a point, whole points of each session, the limits of late and early and the 5 years are Aula's own.",
			LateAfter: 10, LeaveBefore: 10, CreditMinutes: 45, CreditStep: 100, CreditEach: 1, Prompts: 1, PromptSeconds: 90, KeepYears: 5,
		},
		{
			Preset: "fao-15",
			Source: "Fachanwaltsordnung section 15 (Germany): 15 full hours a year and field; breaks are deducted, nothing is carried over, presence for the whole duration " +
				"has to be proved. RAK Hamm 5/2010, BRAK-Mitt. 6/2025. Collected 2026. An hour counts as it was attended; the two prompts an hour by which who is alone proves it, and the 5 years, are Aula's own.",
			LateAfter: 1, LeaveBefore: 1, CreditMinutes: 60, CreditStep: 1, Prompts: 2, PromptSeconds: 90, KeepYears: 5,
		},
		{
			Preset: "accme",
			Source: "ACCME Accreditation Requirements (participation is recorded and can be verified for 6 years) and AMA PRA (60 minutes are one credit, to the nearest quarter; " +
				"sessions at the same time count once). Collected 2026. The limits of late and early are Aula's own.",
			LateAfter: 10, LeaveBefore: 10, CreditMinutes: 60, CreditStep: 25, CreditNearest: 1, KeepYears: 6,
		},
		{
			Preset: "eaccme",
			Source: "UEMS-EACCME, UEMS 2023.07, criterion 22: half an ECMEC for 30 minutes, for what was really attended and after feedback. Collected 2026. " +
				"The limits of late and early, feedback session by session and the 6 years are Aula's own.",
			LateAfter: 10, LeaveBefore: 10, CreditMinutes: 60, CreditStep: 50, Feedback: 1, KeepYears: 6,
		},
		{
			Preset: "cn-cadre",
			Source: "Regulations on Cadre Education and Training (干部教育培训工作条例, revised 2023): leave of more than one seventh of the hours ends participation. " +
				"Practice of provincial schools: 20 to 30 minutes late or early is an absence, two times late count as one, three half-days missed are not recorded. Collected 2026. " +
				"The 80 percent, the class hour of 45 minutes, one prompt a class hour of which half must be answered, and the 5 years are Aula's own; check the rule of your own school.",
			LateAfter: 1, LeaveBefore: 1, AbsentAfter: 20, AbsentBefore: 20, Share: 80, CreditMinutes: 45, CreditStep: 100, CreditEach: 1, Prompts: 1, PromptSeconds: 90, PromptShare: 50,
			LeaveParts: 7, MissedHalves: 3, LatesOneMiss: 2, KeepYears: 5,
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
