package page

import (
	"testing"

	"aula/internal/seminar"
)

func TestSearchFindsAnyPart(t *testing.T) {
	o := seminar.Organisation{Key: "water", Name: seminar.Text{"en": "Provincial Water Bureau", "zh-Hans": "省水务局"}}
	people := map[string]seminar.Person{
		"ou":     {Key: "d01", Name: seminar.Text{"en": "Ouyang Mingzhi", "zh-Hans": "欧阳 明志"}, Post: seminar.Text{"en": "Director", "zh-Hans": "局长"}},
		"muller": {Key: "d02", Name: seminar.Text{"en": "Jürgen Müller-Weiß"}, Email: "J.Mueller@example.org"},
		"nguyen": {Key: "d03", Name: seminar.Text{"vi": "Nguyễn Thị Đào"}},
	}
	for search, want := range map[string]string{
		"欧阳": "ou", "明志": "ou", "欧阳明志": "ou", "水务": "ou muller nguyen", "局长": "ou", "ouyang": "ou", "mingzhi ouy": "ou", "OUYANGMING": "ou", "ｏｕｙａｎｇ": "ou",
		"muller": "muller", "weiss": "muller", "müller": "muller", "j.mueller@": "muller", "jurgen water": "muller",
		"nguyen": "nguyen", "thi dao": "nguyen", "Đào": "nguyen", "nobody": "", "ouyang muller": "",
	} {
		got := ""
		for _, name := range []string{"ou", "muller", "nguyen"} {
			if meant(search, people[name], o) {
				if got != "" {
					got += " "
				}
				got += name
			}
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", search, got, want)
		}
	}
}
