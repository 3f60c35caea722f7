package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/certificate"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// over starts a house whose seminar has ended, with some people who have attended all of it.
func over(t *testing.T, keys ...string) *apptest.House {
	t.Helper()
	w := &wound{}
	h := apptest.Start(t, apptest.Options{App: quick(w)})
	plain, _ := roll.Preset("plain")
	h.Rule(plain)
	w.forward(8 * 24 * time.Hour)
	err := h.App.Store.Write(context.Background(), func(tx *store.Tx) error {
		for _, key := range keys {
			for _, s := range h.Plan.Seminar.Sessions {
				p := h.Person(key)
				if !s.Marked() || !s.At(p.Place) {
					continue
				}
				e := roll.Evidence{ID: seminar.NewID(), Person: p.ID, Kind: roll.Attested, Mark: roll.Present, Place: p.Place, Session: s.ID, At: s.Starts}
				if err := tx.AddEvidence(h.Plan.Seminar.ID, e, op()); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// post sends a form that must be carried out.
func post(t *testing.T, c *apptest.Client, address string, pairs ...string) {
	t.Helper()
	status, body := c.Post(address, form(pairs...))
	wantStatus(t, address, status, http.StatusSeeOther, body)
}

func form(pairs ...string) url.Values {
	f := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

func kept(t *testing.T, h *apptest.House) []certificate.Kept {
	t.Helper()
	all, err := h.App.Store.Certificates(context.Background(), h.Plan.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// toldOf counts the entries of a kind.
func toldOf(t *testing.T, h *apptest.House, kind string) (n int) {
	t.Helper()
	for _, err := range h.App.Store.EntriesOf(context.Background(), h.Plan.Seminar.ID, kind) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

var verdictOf = regexp.MustCompile(`data-verdict="(\w+)"`)

// verdictOn pastes a badge for whoever asks.
func verdictOn(t *testing.T, h *apptest.House, badge string) string {
	t.Helper()
	status, body := h.Stranger().Post(h.Base+"/certificates", form("badge", badge))
	wantStatus(t, "checking", status, http.StatusOK, body)
	m := verdictOf.FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("no verdict:\n%.2000s", body)
	}
	return m[1]
}

// From the roll to a certificate that a stranger checks, that is issued anew, revoked, and checked after each.
func TestCertificateOfItsHolder(t *testing.T) {
	t.Parallel()
	h := over(t, "d001", "d002")
	c := h.Enter(h.With(seminar.Organiser, ""))
	issue, revoke := h.URL("/certificates/issue"), h.URL("/certificates/revoke")

	// Issued to all who may, once, however often the form is sent, under whatever name.
	for _, name := range []string{"first", "first", "second"} {
		post(t, c, issue, "op", name)
	}
	all := kept(t, h)
	if len(all) != 2 || all[0].Revision != 1 || toldOf(t, h, "certificate.issued") != 2 {
		t.Fatalf("%d certificates, %d told", len(all), toldOf(t, h, "certificate.issued"))
	}
	year := time.Now().Add(8 * 24 * time.Hour).In(h.Plan.Seminar.Location()).Year()
	for i, k := range all {
		if k.Number != certificate.NewNumber(year, i+1) {
			t.Errorf("number %s", k.Number)
		}
	}
	status, body := c.Get(h.URL("/certificates"))
	wantStatus(t, "the page", status, http.StatusOK, body)
	if !strings.Contains(body, string(all[0].Number)) || !strings.Contains(body, "Attended 0 sessions; 1 needed.") {
		t.Errorf("the page does not say who has one and who not and why")
	}
	status, body = c.Post(issue, form("op", "third", "person", string(all[0].Claim.Person)))
	wantStatus(t, "one that is there", status, http.StatusUnprocessableEntity, body)
	status, body = c.Post(issue, form("op", "third", "person", string(h.Person("d003").ID)))
	wantStatus(t, "who may have none", status, http.StatusUnprocessableEntity, body)
	status, body = c.Post(issue, form("person", string(h.Person("d003").ID)))
	wantStatus(t, "without op", status, http.StatusBadRequest, body)

	// Its holder has it, as PDF and as badge; nobody else does.
	first := all[0]
	holder, other := h.Enter(h.Person("d001")), h.Enter(h.Person("d002"))
	if first.Claim.Person != h.Person("d001").ID {
		holder, other = other, holder
	}
	_, me := holder.Get(h.URL("/me"))
	if !strings.Contains(me, string(first.Number)) || !strings.Contains(me, "/papers/certificate.pdf") {
		t.Error("the holder's own page does not show it")
	}
	file := ask(t, holder, http.MethodGet, h.URL("/papers/certificate.pdf"), "")
	if file.status != http.StatusOK || file.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(file.body, "%PDF-1.7") || file.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("the paper: %d %v", file.status, file.header)
	}
	status, badge := holder.Get(h.URL("/papers/certificate.jwt"))
	wantStatus(t, "the badge", status, http.StatusOK, badge)
	for _, paper := range []string{"/papers/certificate.pdf", "/papers/certificate.jwt"} {
		address := h.URL(paper) + "?person=" + string(first.Claim.Person)
		status, body := other.Get(address)
		wantStatus(t, "another delegate's", status, http.StatusNotFound, body)
		status, body = h.Enter(h.With(seminar.Auditor, "")).Get(address)
		wantStatus(t, "for the auditor", status, http.StatusOK, body)
		status, body = h.Enter(h.With(seminar.Steward, "east")).Get(address)
		wantStatus(t, "for a steward", status, http.StatusForbidden, body)
	}
	status, body = h.Enter(h.Person("d003")).Get(h.URL("/papers/certificate.pdf"))
	wantStatus(t, "of who has none", status, http.StatusNotFound, body)

	// Everybody can check it, and sees that a changed one is changed.
	address := h.Base + "/certificates/" + string(first.ID)
	shows := func(what, address string, want int, words ...string) {
		t.Helper()
		for _, language := range []string{"en", "zh-Hans"} {
			sign := "?"
			if strings.Contains(address, "?") {
				sign = "&"
			}
			status, body := h.Stranger().Get(address + sign + "lang=" + language)
			wantStatus(t, what, status, want, body)
			if language == "en" {
				for _, w := range words {
					if !strings.Contains(body, w) {
						t.Errorf("%s: does not say %q", what, w)
					}
				}
			}
		}
	}
	shows("a valid one", address, http.StatusOK, "This certificate is valid.", string(first.Number), "What was attended")
	shows("none", h.Base+"/certificates/0000000000000", http.StatusNotFound)
	shows("a revision that is not there", address+"?revision=2", http.StatusNotFound)
	if v := verdictOn(t, h, " "+badge+"\n"); v != "valid" {
		t.Errorf("its badge is %s", v)
	}
	payload := strings.Split(badge, ".")
	for what, x := range map[string]struct{ badge, want string }{
		"altered":          {payload[0] + "." + flip(payload[1]) + "." + payload[2], "altered"},
		"nothing":          {"", "malformed"},
		"a part of it":     {payload[0] + "." + payload[1], "malformed"},
		"of another house": {foreign(t), "unknown_key"},
	} {
		if v := verdictOn(t, h, x.badge); v != x.want {
			t.Errorf("%s: %s, want %s", what, v, x.want)
		}
	}

	// Issued anew, the old revision is replaced, on its page and for its badge.
	for range 2 {
		post(t, c, issue, "op", "anew", "anew", "1", "person", string(first.Claim.Person))
	}
	if n := len(kept(t, h)); n != 3 {
		t.Fatalf("%d revisions", n)
	}
	shows("replaced", address+"?revision=1", http.StatusOK, "This revision has been replaced.")
	shows("the new one", address, http.StatusOK, "This certificate is valid.")
	if v := verdictOn(t, h, badge); v != "replaced" {
		t.Errorf("the old badge is %s", v)
	}
	_, newer := holder.Get(h.URL("/papers/certificate.jwt"))
	if v := verdictOn(t, h, newer); v != "valid" {
		t.Errorf("the new badge is %s", v)
	}

	// Revoked for a reason, once. The public does not read why.
	status, body = c.Post(revoke, form("op", "r", "certificate", string(first.ID), "reason", " "))
	wantStatus(t, "without a reason", status, http.StatusBadRequest, body)
	for range 2 {
		post(t, c, revoke, "op", "r", "certificate", string(first.ID), "reason", "Sat in for somebody else.")
	}
	status, body = c.Post(revoke, form("op", "again", "certificate", string(first.ID), "reason", "Once more."))
	wantStatus(t, "once more", status, http.StatusUnprocessableEntity, body)
	if n := toldOf(t, h, "certificate.revoked"); n != 1 {
		t.Errorf("told %d times", n)
	}
	shows("revoked", address, http.StatusOK, "This certificate has been revoked.")
	if _, body := h.Stranger().Get(address); strings.Contains(body, "Sat in") || strings.Contains(body, "What was attended") {
		t.Error("the public reads why, or what it no longer attests")
	}
	if v := verdictOn(t, h, newer); v != "revoked" {
		t.Errorf("the badge is %s", v)
	}
	_, me = holder.Get(h.URL("/me"))
	if !strings.Contains(me, "Sat in for somebody else.") {
		t.Error("the holder does not read why")
	}
	status, body = holder.Get(h.URL("/papers/certificate.pdf"))
	wantStatus(t, "the paper of a revoked one", status, http.StatusConflict, body)
}

// flip changes one character in the middle.
func flip(s string) string {
	b := []byte(s)
	if b[len(b)/2] == 'A' {
		b[len(b)/2] = 'B'
	} else {
		b[len(b)/2] = 'A'
	}
	return string(b)
}

// foreign is a badge that keys of somebody else have signed.
func foreign(t *testing.T) string {
	t.Helper()
	keys, err := certificate.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	text, err := certificate.Issuer{Site: "https://elsewhere.example", Keys: keys}.Status(0, certificate.NewStatusList(), time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	// Its header as that of a badge: only the key is looked up before the signature.
	parts := strings.Split(text, ".")
	return badgeHeader(t, parts[0]) + "." + parts[1] + "." + parts[2]
}

// What a badge names can be fetched by a program on any site, and is enough to check the badge without us.
func TestBadgeIsCheckedElsewhere(t *testing.T) {
	t.Parallel()
	h := over(t, "d001", "d002")
	c, outside := h.Enter(h.With(seminar.Organiser, "")), h.Stranger()
	post(t, c, h.URL("/certificates/issue"), "op", "1")
	fetch := func(address, mediaType string) string {
		t.Helper()
		a := ask(t, outside, http.MethodGet, address, "")
		if a.status != http.StatusOK || a.header.Get("Content-Type") != mediaType || a.header.Get("Access-Control-Allow-Origin") != "*" || !strings.HasPrefix(a.header.Get("Cache-Control"), "public, max-age=") {
			t.Fatalf("%s: %d %v", address, a.status, a.header)
		}
		return a.body
	}
	site := certificate.Site(h.Base)
	ring := certificate.Ring{}
	var set struct{ Keys []json.RawMessage }
	decode(t, []byte(fetch(site.Keys(), "application/jwk-set+json")), &set)
	for _, raw := range set.Keys {
		name, key := publicKey(t, raw)
		ring[name] = key
		if one := fetch(site.Key(name), "application/jwk+json"); strings.TrimSpace(one) != string(raw) {
			t.Errorf("one key by itself is %s", one)
		}
	}
	check := func() []error {
		t.Helper()
		address, list, err := certificate.ReadStatus(fetch(site.Status(0), "application/vc+jwt"), ring, time.Now().Add(8*24*time.Hour+time.Minute))
		if err != nil || address != site.Status(0) {
			t.Fatalf("status list of %s: %v", address, err)
		}
		var errs []error
		for _, k := range kept(t, h) {
			_, err := certificate.Verify(k.Badge, ring, certificate.Lists{address: list}, time.Now().Add(8*24*time.Hour+time.Minute))
			errs = append(errs, err)
		}
		return errs
	}
	if errs := check(); errs[0] != nil || errs[1] != nil {
		t.Fatalf("%v", errs)
	}
	post(t, c, h.URL("/certificates/revoke"), "op", "r", "certificate", string(kept(t, h)[1].ID), "reason", "A test.")
	if errs := check(); errs[0] != nil || errs[1] != certificate.ErrRevoked {
		t.Errorf("after one was revoked: %v", errs)
	}
	id := h.Plan.Seminar.ID
	for _, address := range []string{site.Issuer(id), site.Achievement(id)} {
		var x struct{ ID, Name string }
		if decode(t, []byte(fetch(address, "application/ld+json")), &x); x.ID != address || x.Name == "" {
			t.Errorf("%s says %+v", address, x)
		}
	}
	for _, address := range []string{site.Status(1), site.Status(-1), site.Key("nothing"), site.Issuer("nothing"), h.Base + "/certificates/nothing"} {
		if status, _ := outside.Get(address); status != http.StatusNotFound {
			t.Errorf("%s: status %d", address, status)
		}
	}
}

// The rule is data: who changes it changes who may, and the record tells both.
func TestRuleOfCertificates(t *testing.T) {
	t.Parallel()
	h := over(t, "d001")
	c := h.Enter(h.With(seminar.Organiser, ""))
	rule := func(pairs ...string) (int, string) {
		f := form("sessions", "1", "session_share", "0", "time_share", "0", "credits", "0")
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		return c.Post(h.URL("/certificates/rule"), f)
	}
	for _, wrong := range [][]string{{"sessions", "-1"}, {"session_share", "101"}, {"time_share", "many"}, {"credits", "NaN"}, {"credits", ""}} {
		if status, body := rule(wrong...); status != http.StatusUnprocessableEntity || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%v: status %d", wrong, status)
		}
	}
	if status, body := rule("credits", "0.2"); status != http.StatusSeeOther {
		t.Fatalf("status %d %.300s", status, body)
	}
	post(t, c, h.URL("/certificates/issue"), "op", "1") // to nobody: the policy gives no credits
	if n := len(kept(t, h)); n != 0 {
		t.Errorf("%d certificates", n)
	}
	if _, body := c.Get(h.URL("/certificates")); !strings.Contains(body, "Earned fewer than 0.2 credits.") {
		t.Error("the page does not say why nobody gets one")
	}
	rule()
	rule() // the same again tells nothing
	if n := toldOf(t, h, "certificate.rule_changed"); n != 2 {
		t.Errorf("told %d times", n)
	}
	post(t, c, h.URL("/certificates/issue"), "op", "2")
	if n := len(kept(t, h)); n != 1 {
		t.Errorf("%d certificates", n)
	}
}
