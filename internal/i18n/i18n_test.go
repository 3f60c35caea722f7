package i18n

import (
	"errors"
	"slices"
	"testing"
	"time"

	"aula/internal/seminar"
)

func TestEveryLanguageHasEveryKey(t *testing.T) {
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Sorted(slices.Values(c.Keys(seminar.English)))
	if len(want) < 20 {
		t.Fatalf("only %d keys: the catalogues were not found", len(want))
	}
	for _, lang := range seminar.Languages() {
		got := slices.Sorted(slices.Values(c.Keys(lang)))
		for _, k := range want {
			if !slices.Contains(got, k) {
				t.Errorf("%s lacks %q", lang, k)
			}
		}
		for _, k := range got {
			if !slices.Contains(want, k) {
				t.Errorf("%s has %q, English has not", lang, k)
			}
		}
		if len(slices.Compact(got)) != len(got) {
			t.Errorf("%s has a key twice", lang)
		}
	}
}

func TestPrinter(t *testing.T) {
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	shanghai, _ := time.LoadLocation("Asia/Shanghai")
	at := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
	name := seminar.Text{"en": "Li <b>Wei</b>", "zh-Hans": "李伟"}
	for _, x := range []struct{ what, got, want string }{
		{"date en", c.Printer("en", shanghai).Date(at), "Monday, 23 November 2026"},
		{"date zh", c.Printer("zh-Hans", shanghai).Date(at), "2026年11月23日 星期一"},
		{"clock", c.Printer("en", shanghai).Clock(at), "09:30"},
		{"text", c.Printer("zh-Hans", nil).Text(name), "李伟"},
		{"span", string(c.Printer("en", nil).Span(name)), `<span dir="auto">Li &lt;b&gt;Wei&lt;/b&gt;</span>`},
		{"span in another language", string(c.Printer("en", nil).Span(seminar.Text{"zh-Hans": "李伟"})), `<span lang="zh-Hans" dir="auto">李伟</span>`},
		{"cause stays hidden", c.Printer("en", nil).Error(errors.New("password=hunter2")), "Something went wrong on our side. It has been written down; please try again."},
		{"match", c.Match("", "zh-CN,zh;q=0.9,en;q=0.5"), "zh-Hans"},
		{"match chosen", c.Match("en", "zh-CN"), "en"},
		{"match none", c.Match("", "fr"), "en"},
	} {
		if x.got != x.want {
			t.Errorf("%s: %q, want %q", x.what, x.got, x.want)
		}
	}
}
