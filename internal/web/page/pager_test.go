package page

import "testing"

func TestPager(t *testing.T) {
	for _, x := range []struct {
		total, page   int
		query         string
		from, to      int
		before, after string
	}{
		{0, 0, "", 0, 0, "", ""},
		{100, 1, "", 0, 100, "", ""},
		{101, 1, "", 0, 100, "", "/p?page=2"},
		{101, 2, "mark=late", 100, 101, "/p?mark=late&page=1", ""},
		{250, 2, "", 100, 200, "/p?page=1", "/p?page=3"},
		{250, 99, "", 200, 250, "/p?page=2", ""},
		{250, -1, "", 0, 100, "", "/p?page=2"},
	} {
		p, from, to := newPager(x.total, x.page, "/p", x.query)
		if from != x.from || to != x.to || p.Before() != x.before || p.After() != x.after {
			t.Errorf("page %d of %d rows: %d to %d, before %q, after %q; want %+v", x.page, x.total, from, to, p.Before(), p.After(), x)
		}
	}
}
