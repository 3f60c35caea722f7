package web

import "aula/internal/seminar"

// route is one thing that can be asked of the house: where, by whom, and the deed.
type route struct {
	pattern string
	access  access
	deed    func(*call) error
}

// routes is the table of contents of the house. Every route stands here with who may
// use it; a test walks all of them with every role.
func (s *Server) routes() []route {
	return []route{
		// The server
		{"GET /{$}", everybody, showHome},
		{"GET /healthz", everybody, showHealth},
		{"POST /language", everybody, chooseLanguage},
		{"GET /sign-in", everybody, showSignIn},
		{"POST /sign-in", everybody, signInByPassphrase},
		{"POST /sign-out", everybody, (*call).signOut},
		{"GET /start/{token}", everybody, showStart},
		{"POST /start/{token}", everybody, start},
		{"GET /i/{token}", everybody, showInvitation},
		{"POST /i/{token}", everybody, openInvitation},
		{"GET /e/{token}", everybody, showEnrolment},
		{"POST /e/{token}", everybody, confirmEnrolment},
		{"GET /authority", everybody, showAuthority},
		{"GET /authority/aula.crt", everybody, sendAuthority},
		{"GET /authority/aula.mobileconfig", everybody, sendAuthorityProfile},
		{"GET /certificates", everybody, showCheck},
		{"POST /certificates", everybody, checkBadge},
		{"GET /certificates/{id}", everybody, showCertificate},
		{"GET /certificates/issuers/{of}", everybody, sendIssuer},
		{"GET /certificates/seminars/{of}", everybody, sendAchievement},
		{"GET /certificates/keys", everybody, sendCertificateKeys},
		{"GET /certificates/keys/{name}", everybody, sendCertificateKey},
		{"GET /certificates/status/{list}", everybody, sendStatusList},
		{"GET /import", owners, showImport},
		{"POST /import", owners, previewImport},
		{"POST /import/apply", owners, applyImport},

		// The programme
		{"GET /s/{seminar}", everybody, showProgramme},
		{"GET /s/{seminar}/grid", everybody, showGrid},
		{"GET /s/{seminar}/programme.ics", everybody, sendCalendar},
		{"GET /s/{seminar}/sessions/{session}", everybody, showSession},
		{"GET /s/{seminar}/events", everybody, streamEvents},

		// Oneself
		{"GET /s/{seminar}/me", members, showMe},
		{"POST /s/{seminar}/me/passphrase", members, setPassphrase},
		{"POST /s/{seminar}/me/sign-out", members, endLogin},
		{"GET /s/{seminar}/pass", delegates, showPass},
		{"GET /s/{seminar}/pass.svg", delegates, sendPass},

		// The hall
		{"GET /s/{seminar}/hall", hallPeople, showHall},
		{"GET /s/{seminar}/console", chairs, showConsole},
		{"GET /s/{seminar}/captions", captioners, showCaptioner},
		{"POST /s/{seminar}/captions/{language}", everybody, takeCaptions}, // by a key for captions alone
		{"GET /s/{seminar}/interpret", interpreters, showInterpreter},
		{"GET /s/{seminar}/lectern", lecterns, showLectern},
		{"GET /s/{seminar}/moderator", moderators, showModerator},
		{"GET /s/{seminar}/screen", screens, showScreen},
		{"GET /s/{seminar}/screen/code", screens, sendHallCode},
		{"POST /s/{seminar}/hall/code", delegates, enterHallCode},
		{"GET /s/{seminar}/seat/{code}", delegates, showSeat},
		{"POST /s/{seminar}/seat/{code}", delegates, confirmSeat},
		{"GET /s/{seminar}/hall/socket", hallPeople, serveSocket},
		{"POST /s/{seminar}/floor", hallPeople, commandFloor},
		{"/s/{seminar}/hall/watch", everybody, serveMedia}, // WHEP: the handler itself asks who may
		{"/s/{seminar}/hall/watch/{session}", everybody, serveMedia},
		{"/s/{seminar}/hall/publish/{slot}", everybody, serveMedia}, // WHIP: by login or publishing key
		{"/s/{seminar}/hall/publish/{slot}/{session}", everybody, serveMedia},
		{"GET /s/{seminar}/hall/stream/{slot}/index.m3u8", hallPeople, openStream},
		{"GET /s/{seminar}/hall/stream/{slot}/{edition}/{file}", hallPeople, sendStream},
		{"GET /s/{seminar}/publish", publishers, showPublish},
		{"GET /s/{seminar}/desk", operators, showDesk},
		{"GET /s/{seminar}/desk/sources", operators, listSources},
		{"POST /s/{seminar}/desk/keys", operators, makeKey},
		{"POST /s/{seminar}/desk/keys/revoke", operators, revokeKey},

		{"GET /s/{seminar}/rehearsal", organisers, showRehearsal},
		{"POST /s/{seminar}/rehearsal", organisers, allowRehearsal},
		{"POST /s/{seminar}/rehearsal/end", organisers, endRehearsal},
		{"GET /s/{seminar}/rehearsal/state", everybody, tellRehearsal}, // by the key of the rehearsal alone, as the next four
		{"/s/{seminar}/rehearsal/watch", everybody, serveRehearsal},
		{"/s/{seminar}/rehearsal/watch/{session}", everybody, serveRehearsal},
		{"/s/{seminar}/rehearsal/publish/{slot}", everybody, serveRehearsal},
		{"/s/{seminar}/rehearsal/publish/{slot}/{session}", everybody, serveRehearsal},

		{"GET /s/{seminar}/devices", enrollers, showDevices},
		{"POST /s/{seminar}/devices", enrollers, hallDevices.add},
		{"POST /s/{seminar}/devices/revoke", enrollers, hallDevices.revoke},

		{"GET /s/{seminar}/gates", enrollers, showGates},
		{"POST /s/{seminar}/gates", enrollers, doorPhones.add},
		{"POST /s/{seminar}/gates/revoke", enrollers, doorPhones.revoke},

		{"GET /s/{seminar}/sites", enrollers, showSites},
		{"POST /s/{seminar}/sites", enrollers, hallMachines.add},
		{"POST /s/{seminar}/sites/revoke", enrollers, hallMachines.revoke},
		{"GET /s/{seminar}/site/news", everybody, sendSiteNews}, // by the key of the site alone, as the next
		{"POST /s/{seminar}/site/batch", everybody, takeSiteBatch},

		// Recordings: the handlers themselves ask who may see which
		{"GET /s/{seminar}/recordings", everybody, showRecordings},
		{"POST /s/{seminar}/recordings/start", operators, startRecording},
		{"POST /s/{seminar}/recordings/stop", operators, stopRecording},
		{"GET /s/{seminar}/recording/{recording}", everybody, showRecording},
		{"GET /s/{seminar}/recording/{recording}/timeline", everybody, sendTimeline},
		{"GET /s/{seminar}/recording/{recording}/film/{film}", everybody, sendFilm},
		{"POST /s/{seminar}/recording/{recording}/publish", organisers, publishRecording},
		{"POST /s/{seminar}/recording/{recording}/delete", organisers, deleteRecording},
		{"POST /s/{seminar}/recording/{recording}/compose", only(seminar.Organiser, seminar.Operator), composeRecording},

		{"GET /s/{seminar}/recording/{recording}/captions/{language}", everybody, sendCaptions},

		// The door and the branch halls
		{"GET /s/{seminar}/door/{place}", doors, showDoor},
		{"GET /s/{seminar}/door/{place}/list", doors, sendDoorList},
		{"GET /s/{seminar}/door/{place}/manifest.webmanifest", doors, sendDoorManifest},
		{"POST /s/{seminar}/door/{place}/scans", doors, takeScans},
		{"GET /s/{seminar}/door/{place}/walk-in", stewards, showWalkIn},
		{"POST /s/{seminar}/door/{place}/walk-in", stewards, admitWalkIn},
		{"GET /s/{seminar}/branch/{place}", stewards, showBranch},
		{"GET /s/{seminar}/branch/{place}/screen", devices, showBranchScreen},
		{"GET /s/{seminar}/branch/{place}/list", stewards, sendBranchList},
		{"POST /s/{seminar}/branch/{place}/marks", stewards, takeMark},
		{"GET /s/{seminar}/branch/{place}/site", stewards, showSiteLine},

		// The roll and the record
		{"GET /s/{seminar}/roll", rollKeeper, showRoll},
		{"GET /s/{seminar}/roll.csv", rollKeeper, sendRoll("csv")},
		{"GET /s/{seminar}/roll.xlsx", rollKeeper, sendRoll("xlsx")},
		{"GET /s/{seminar}/roll.json", rollKeeper, sendRoll("json")},
		{"GET /s/{seminar}/roll.csv-metadata.json", rollKeeper, sendRollMetadata},
		{"POST /s/{seminar}/roll/corrections", organisers, correctRoll},
		{"POST /s/{seminar}/roll/patience", organisers, giveTime},
		{"GET /s/{seminar}/board", auditors, showBoard},
		{"GET /s/{seminar}/cases", auditors, showCases},
		{"POST /s/{seminar}/cases", organisers, decideCase},
		{"GET /s/{seminar}/seals", rollKeeper, showSeals},
		{"POST /s/{seminar}/seals", organisers, sealHalf},
		{"POST /s/{seminar}/me/claims", delegates, claimRow},
		{"GET /s/{seminar}/leave", leavers, showLeave},
		{"POST /s/{seminar}/leave", delegates, askLeave},
		{"POST /s/{seminar}/leave/end", delegates, endLeave},
		{"POST /s/{seminar}/leave/decide", liaisons, decideLeave},
		{"GET /s/{seminar}/delegation", liaisons, showDelegation},
		{"POST /s/{seminar}/delegation/leave", liaisons, askForMember},
		{"POST /s/{seminar}/delegation/substitute", liaisons, substitute},
		{"POST /s/{seminar}/delegation/duty", organisers, sendOnDuty},
		{"GET /s/{seminar}/policy", members, showPolicy},
		{"POST /s/{seminar}/policy", organisers, savePolicy},
		{"GET /s/{seminar}/announcements", announcers, showAnnouncements},
		{"POST /s/{seminar}/announcements", announcers, announce},
		{"POST /s/{seminar}/announcements/withdraw", announcers, withdrawAnnouncement},
		{"GET /s/{seminar}/groups", discussants, showGroups},
		{"POST /s/{seminar}/groups", dividers, formGroups},
		{"GET /s/{seminar}/groups/{group}", discussants, showGroup}, // the deeds ask whose group it is
		{"POST /s/{seminar}/groups/{group}", dividers, settleGroup},
		{"POST /s/{seminar}/groups/{group}/members", dividers, moveMember},
		{"POST /s/{seminar}/groups/{group}/recorder", delegates, recordGroup},
		{"POST /s/{seminar}/groups/{group}/points", discussants, noteGroup},
		{"POST /s/{seminar}/groups/{group}/hand-in", discussants, handInGroup},
		{"POST /s/{seminar}/groups/{group}/reopen", discussants, reopenGroup},
		{"POST /s/{seminar}/groups/{group}/marks", discussants, markMember},
		{"POST /s/{seminar}/groups/{group}/hear", chairs, hearGroup},
		{"GET /s/{seminar}/groups/{group}/seats", discussants, sendSeats},
		{"/s/{seminar}/groups/{group}/watch", discussants, serveCircle},
		{"/s/{seminar}/groups/{group}/watch/{session}", discussants, serveCircle},
		{"/s/{seminar}/groups/{group}/publish/{slot}", discussants, serveCircle},
		{"/s/{seminar}/groups/{group}/publish/{slot}/{session}", discussants, serveCircle},
		{"GET /s/{seminar}/record", auditors, showRecord},
		{"GET /s/{seminar}/minutes", minuteTakers, showMinutes},
		{"GET /s/{seminar}/minutes.json", minuteTakers, sendMinutes},
		{"GET /s/{seminar}/minutes.xlsx", minuteTakers, sendMinutesBook},
		{"GET /s/{seminar}/minutes/turns.csv", minuteTakers, sendMinutesTable(turnTable)},
		{"GET /s/{seminar}/minutes/polls.csv", minuteTakers, sendMinutesTable(pollTable)},
		{"GET /s/{seminar}/minutes/questions.csv", minuteTakers, sendMinutesTable(questionTable)},
		{"GET /s/{seminar}/minutes/ideas.csv", minuteTakers, sendMinutesTable(ideaTable)},
		{"GET /s/{seminar}/minutes/groups.csv", minuteTakers, sendMinutesTable(groupTable)},

		// Certificates and papers
		{"GET /s/{seminar}/certificates", auditors, showCertificates},
		{"POST /s/{seminar}/certificates/rule", organisers, saveCertificateRule},
		{"POST /s/{seminar}/certificates/issue", organisers, issueCertificates},
		{"POST /s/{seminar}/certificates/revoke", organisers, revokeCertificate},
		{"GET /s/{seminar}/papers", rollKeeper, showPapers},
		{"GET /s/{seminar}/papers/certificate.pdf", certified, sendCertificatePaper}, // the deed asks whose, as the next one
		{"GET /s/{seminar}/papers/certificate.jwt", certified, sendBadgeFile},
		{"GET /s/{seminar}/papers/pass.pdf", delegates, sendPassPaper},
		{"GET /s/{seminar}/papers/badges.pdf", organisers, sendBadges},
		{"GET /s/{seminar}/papers/roll.pdf", auditors, sendRollPaper},
		{"GET /s/{seminar}/papers/{place}/signatures.pdf", stewards, sendSignatures},
		{"GET /s/{seminar}/papers/{place}/cards.pdf", stewards, sendCards},
		{"GET /s/{seminar}/papers/{place}/seal.pdf", stewards, sendSealPaper},

		// Running the seminar
		{"GET /s/{seminar}/admin", organisers, showAdmin},
		{"GET /s/{seminar}/people", organisers, showPeople},
		{"POST /s/{seminar}/people/invite", organisers, invite},
		{"POST /s/{seminar}/people/invite-all", organisers, inviteAll},
		{"POST /s/{seminar}/people/pass", organisers, renewPass},
		{"GET /s/{seminar}/passes", organisers, showPasses},
		{"GET /s/{seminar}/import", organisers, showImport},
		{"POST /s/{seminar}/import", organisers, previewImport},
		{"POST /s/{seminar}/import/apply", organisers, applyImport},
		{"GET /s/{seminar}/export.zip", organisers, sendExport},

		// The report
		{"GET /s/{seminar}/press", editors, showPress},
		{"POST /s/{seminar}/press/draft", editors, draftReport},
		{"POST /s/{seminar}/press", editors, editReport},
		{"POST /s/{seminar}/press/photo", editors, addPhoto},
		{"POST /s/{seminar}/press/approve", editors, approveReport},
		{"POST /s/{seminar}/press/publish", editors, publishReport},
		{"GET /s/{seminar}/report", everybody, showReport},
		{"GET /s/{seminar}/report.atom", everybody, sendReportFeed},
		{"GET /s/{seminar}/photos/{photo}", everybody, sendPhoto},
	}
}
