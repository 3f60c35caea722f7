package page

import (
	"time"

	"aula/internal/i18n"
	"aula/internal/programme"
)

// texts collects what a page's script says, by catalogue key. Where a sentence takes
// arguments it keeps their names in braces, {time}, and the script fills them in.
func texts(p i18n.Printer, lists ...[]string) map[string]string {
	all := map[string]string{}
	for _, keys := range lists {
		for _, key := range keys {
			all[key] = p.Sentence(key, placeholders)
		}
	}
	return all
}

// placeholders are the arguments that a script may fill in.
var placeholders = map[string]any{
	"n": "{n}", "of": "{of}", "time": "{time}", "kbps": "{kbps}", "rtt": "{rtt}",
	"name": "{name}", "place": "{place}", "title": "{title}", "reason": "{reason}", "date": "{date}", "size": "{size}", "fps": "{fps}", "codec": "{codec}", "wait": "{wait}",
}

// today returns the sessions of the day of t; of the next day that has some when that
// day has none.
func today(f Frame, t time.Time) []programme.Session {
	if f.Seminar == nil {
		return nil
	}
	date := programme.Midnight(t, f.Seminar.Location())
	for _, d := range f.Seminar.Days() {
		if !d.Date.Before(date) {
			return d.Sessions
		}
	}
	return nil
}

// moment returns the frame's time; zero if it has none.
func (f Frame) moment() time.Time {
	t, _ := time.Parse(time.RFC3339, f.Now)
	return t
}

// Texts that every page with a socket or a stage needs.
var (
	wireTexts = []string{"hall.undelivered", "hall.over", "hall.next", "hall.report"}
	lineTexts = []string{
		"hall.line.in_hall", "hall.line.offline", "hall.line.server", "hall.line.waiting", "hall.line.connecting",
		"hall.line.blocked", "hall.line.refused", "hall.line.unsupported", "hall.line.quiet", "hall.line.source", "hall.line.muted",
		"hall.line.lossy", "hall.line.device", "hall.line.good",
		"hall.line.unable", "hall.line.stream", "hall.line.stream_instead", "hall.line.stream_begins", "hall.line.stream_codec",
	}
	slateTexts = []string{
		"hall.slate.silent", "hall.slate.disconnected", "hall.slot.programme", "hall.slot.slides", "hall.slot.floor",
		"hall.slot.wall-1", "hall.slot.wall-2", "hall.slot.wall-3", "hall.slot.wall-4",
	}
	pollTexts      = []string{"poll.turnout", "poll.votes", "poll.mean", "poll.points", "poll.over", "poll.secret", "poll.named", "poll.most", "poll.present", "poll.change"}
	pollStaffTexts = []string{
		"poll.stage.draft", "poll.stage.voting", "poll.stage.closing", "poll.stage.closed", "poll.stage.shown",
		"poll.open", "poll.close", "poll.show", "poll.hide", "poll.reopen", "poll.reset", "poll.drop", "poll.do", "poll.place", "poll.heads.of", "poll.set", "poll.set.next", "poll.set.open", "poll.set.close", "poll.set.show",
	}
	questionTexts = []string{
		"question.by.nobody", "question.by.staff", "question.read", "question.read.nobody", "question.comma",
		"question.waits", "question.hidden", "question.later", "question.answered", "question.taken", "question.on_floor",
		"question.names.all", "question.names.staff", "question.names.none", "question.approve",
	}
	questionStaffTexts = []string{"question.votes", "question.counts", "question.do"}
	ideaTexts          = []string{
		"ideas.names.all", "ideas.names.staff", "ideas.names.none", "ideas.approve", "ideas.result", "idea.counts", "idea.counts.disagree", "idea.counts.pass", "idea.organisations", "idea.others", "idea.together",
		"idea.agreement.shared", "idea.agreement.divided", "idea.agreement.unclear", "idea.agreement.refused", "idea.agreement.few", "idea.agreement.agreed", "idea.agreement.rejected",
	}
	ideaOwnTexts = []string{
		"ideas.opinions", "ideas.asked", "ideas.shown",
		"idea.left", "idea.none_left", "idea.none_yet", "idea.sent", "idea.sent.nobody", "idea.waits", "idea.hidden", "idea.do", "idea.withdraw.label",
	}
	ideaStaffTexts = []string{"ideas.turnout", "ideas.count", "idea.hidden", "idea.do"}
	deviceTexts    = []string{"publish.camera", "publish.microphone"}
)
