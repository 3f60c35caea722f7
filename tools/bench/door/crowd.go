package door

import (
	"fmt"
	"strings"
	"time"
)

// files returns a seminar of five days with eight sessions each, today being the
// second, whose doors are open day and night, and its people.
func files(delegates int) (toml, csv string) {
	var t, c strings.Builder
	fmt.Fprintf(&t, "[seminar]\nkey = \"rush\"\ntitle = {en = \"Rush at the doors\"}\nzone = \"UTC\"\nlanguages = [\"en\"]\nbegins = %q\n\n",
		time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly))
	t.WriteString("[policy]\npreset = \"plain\"\n\n")
	for _, p := range []string{"main", "branch", "online"} {
		fmt.Fprintf(&t, "[[places]]\nkey = %q\nkind = %q\nname = {en = %q}\n\n", p, p, p)
	}
	t.WriteString("[[organisations]]\nkey = \"office\"\nname = {en = \"Office of Rivers\"}\n\n")
	for day := range 5 {
		for k := range 8 {
			fmt.Fprintf(&t, "[[sessions]]\nkey = \"s%d-%d\"\nkind = \"lecture\"\ntitle = {en = \"Lecture %d of day %d\"}\nday = %d\nstarts = \"%02d:30\"\nends = \"%02d:00\"\n\n",
				day+1, k+1, k+1, day+1, day+1, 3*k, 3*k+3-k/7)
		}
	}
	c.WriteString("key,name:en,organisation,place,delegate,roles,status\nsteward,Steward,,main,no,steward@main,active\n")
	for i := range delegates {
		fmt.Fprintf(&c, "d%05d,Delegate %d,office,main,yes,,active\n", i, i)
	}
	return t.String(), c.String()
}
