package page

import (
	"testing"
	"time"

	"aula/internal/i18n"
	"aula/internal/seminar"
)

func open(t *testing.T, lang string, zone *time.Location) Frame {
	t.Helper()
	c, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	return Frame{Printer: c.Printer(lang, zone)}
}

func TestBetween(t *testing.T) {
	zone := sampleSeminar().Location()
	en, zh := open(t, "en", zone), open(t, "zh-Hans", zone)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 9, 0, 0, 0, zone) }
	for _, x := range []struct {
		first, last    time.Time
		english, chine string
	}{
		{day(2026, 11, 23), day(2026, 11, 23), "23 November 2026", "2026年11月23日"},
		{day(2026, 11, 23), day(2026, 11, 27), "23–27 November 2026", "2026年11月23日至27日"},
		{day(2026, 11, 30), day(2026, 12, 4), "30 November – 4 December 2026", "2026年11月30日至12月4日"},
		{day(2026, 12, 28), day(2027, 1, 1), "28 December 2026 – 1 January 2027", "2026年12月28日至2027年1月1日"},
		{time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC), day(2026, 11, 23), "23 November 2026", "2026年11月23日"},
	} {
		if got := en.Between(x.first, x.last); got != x.english {
			t.Errorf("%q, want %q", got, x.english)
		}
		if got := zh.Between(x.first, x.last); got != x.chine {
			t.Errorf("%q, want %q", got, x.chine)
		}
	}
}

func TestStanding(t *testing.T) {
	post, organisation := both("Director", "主任"), seminar.Text{"en": "Health <Commission>", "zh-Hans": "卫健委"}
	en, zh := open(t, "en", time.UTC), open(t, "zh-Hans", time.UTC)
	for _, x := range []struct{ got, want string }{
		{string(en.Standing(post, organisation)), `<span dir="auto">Director</span>, <span dir="auto">Health &lt;Commission&gt;</span>`},
		{string(zh.Standing(post, organisation)), `<span dir="auto">卫健委</span><span dir="auto">主任</span>`},
		{string(en.Standing(nil, organisation)), `<span dir="auto">Health &lt;Commission&gt;</span>`},
		{string(en.Standing(post, nil)), `<span dir="auto">Director</span>`},
		{string(en.Standing(nil, nil)), ""},
	} {
		if x.got != x.want {
			t.Errorf("%s\nwant %s", x.got, x.want)
		}
	}
}

// The zone's distance from UTC is that of the seminar's days, not of today.
func TestZoneNameKnowsSummerTime(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, "en", berlin)
	f.Now = "2026-01-10T10:00:00Z"
	if got := f.ZoneName(); got != "Europe/Berlin (UTC+01:00)" {
		t.Errorf("%q in winter", got)
	}
	f.Seminar = sampleSeminar()
	f.Seminar.Sessions[0].Starts = time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC)
	if got := f.ZoneName(); got != "Europe/Berlin (UTC+02:00)" {
		t.Errorf("%q for a seminar in summer", got)
	}
}
