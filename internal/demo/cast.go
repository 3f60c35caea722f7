package demo

import (
	"slices"

	"aula/internal/seminar"
)

// Who is played, by key. The person who presides and the delegates whose links are
// printed are not among them: their parts are the visitor's.
const (
	playedChair  = "qiao-jingshu"
	doorSteward  = "steward-main"
	organiserKey = "organiser"

	visitorAtHome = "d098"
	visitorInHall = "d049"
)

// atHomeToday are delegates of the halls who take part from home today.
func atHomeToday() []string { return []string{"d021", "d030", "d052", "d067", "d084", "d096"} }

// withPhone are delegates in the main hall who hold a phone.
func withPhone() []string { return []string{"d015", "d038", "d064"} }

// branches are the branch halls and their stewards.
func branches() []branch {
	return []branch{{"east", "steward-east"}, {"west", "steward-west"}}
}

type branch struct{ place, steward string }

// part is somebody whose link is printed.
type part struct {
	who    seminar.Text
	person string // key; "" for the public
}

// parts are those that a visitor may play.
func parts() []part {
	return []part{
		{said("Everybody", "公开页面"), ""},
		{said("Organiser", "主办方"), organiserKey},
		{said("Chair", "主持人"), "ren-qinghe"},
		{said("Moderator", "提问主持"), "moderator"},
		{said("Operator", "导播"), "operator"},
		{said("Interpreter", "同传译员"), "interpreter"},
		{said("Steward, main door", "主会场签到员"), doorSteward},
		{said("Steward, east hall", "东分会场管理员"), "steward-east"},
		{said("Delegate at home", "线上代表"), visitorAtHome},
		{said("Delegate in the hall", "主会场代表"), visitorInHall},
		{said("Liaison", "联络员"), "d110"},
		{said("Big screen", "大屏幕"), "screen-main"},
		{said("Editor (press)", "编辑（简报）"), "editor-1"},
		{said("Auditor", "考勤审计员"), "auditor"},
	}
}

// delegatesAt returns the delegates who belong to a place, in protocol order.
func (h *house) delegatesAt(place string) []seminar.Person {
	id := h.place(place).ID
	var list []seminar.Person
	for _, p := range h.plan.People {
		if p.Delegate && !p.Withdrawn && p.Place == id {
			list = append(list, p)
		}
	}
	return list
}

// inHallToday returns the delegates of a hall who come to it today and are played.
func (h *house) inHallToday(place string) []seminar.Person {
	return slices.DeleteFunc(h.delegatesAt(place), func(p seminar.Person) bool {
		return p.Key == visitorInHall || slices.Contains(atHomeToday(), p.Key)
	})
}

// atHome returns the delegates who take part from home today, whoever plays them.
func (h *house) atHome() []seminar.Person {
	list := h.delegatesAt("online")
	for _, key := range atHomeToday() {
		list = append(list, h.people[key])
	}
	return list
}

// onlineToday returns those of them who are played.
func (h *house) onlineToday() []seminar.Person {
	return slices.DeleteFunc(h.atHome(), func(p seminar.Person) bool { return p.Key == visitorAtHome })
}
