package web

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"aula/internal/certificate"
	"aula/internal/office"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// site is the address that certificates name.
func (c *call) site() certificate.Site { return certificate.Site(c.base()) }

// certificateFacts is what certificates are drawn from: the whole roll of this moment.
func (c *call) certificateFacts() (f certificate.Facts, err error) {
	f = certificate.Facts{Seminar: &c.book.Seminar, People: c.book.Plan.People, Organisations: c.book.Plan.Organisations}
	if f.Rule, err = c.s.Office.Rule(c.r.Context(), c.book.Seminar.ID, c.book.Policy); err != nil {
		return f, err
	}
	f.Roll, err = c.roll()
	return f, err
}

func showCertificates(c *call) error { return c.certificates("") }

// certificates shows who has a certificate, who may have one, and who may not and why.
func (c *call) certificates(fault string) error {
	facts, err := c.certificateFacts()
	if err != nil {
		return err
	}
	kept, err := c.s.Store.Certificates(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	v := page.Certificates{Frame: c.frame("page.certificates.title", "light", ""), Directory: c.book.Directory, Rule: facts.Rule, Credited: c.book.Policy.Credited(),
		Show: c.r.URL.Query().Get("show"), MayIssue: c.who.Has(seminar.Organiser), Fault: fault}
	v.Page, _ = strconv.Atoi(c.r.URL.Query().Get("page"))
	if c.s.Config.PublicURL == "" {
		v.Address = c.base()
	}
	for _, row := range facts.Roll.Rows {
		x := page.CertificateRow{Person: row.Person, Kept: office.Newest(kept, row.Person.ID)}
		x.May, x.Why = certificate.Decide(row, facts.Roll, facts.Rule)
		x.Changed = x.Kept != nil && !sameClaim(x.Kept.Claim, facts.Claim(row))
		v.Rows = append(v.Rows, x)
	}
	if fault != "" {
		c.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	return c.page(v)
}

// sameClaim reports whether two claims say the same.
func sameClaim(a, b certificate.Claim) bool {
	x, err := json.Marshal(a)
	y, wrong := json.Marshal(b)
	return err == nil && wrong == nil && bytes.Equal(x, y)
}

// saveCertificateRule keeps another rule for the certificates to come.
func saveCertificateRule(c *call) error {
	before, err := c.s.Office.Rule(c.r.Context(), c.book.Seminar.ID, c.book.Policy)
	if err != nil {
		return err
	}
	var after certificate.Rule
	for _, n := range []struct {
		key   string
		value *int
		most  int
	}{{"sessions", &after.Sessions, 1000}, {"session_share", &after.SessionShare, 100}, {"time_share", &after.TimeShare, 100}} {
		if *n.value, err = strconv.Atoi(strings.TrimSpace(c.r.FormValue(n.key))); err != nil || *n.value < 0 || *n.value > n.most {
			return c.certificates(c.T("error.certificate.rule", "name", c.T("page.certificates.rule."+n.key), "most", n.most))
		}
	}
	const mostCredits = 10_000
	credits, err := strconv.ParseFloat(strings.TrimSpace(c.r.FormValue("credits")), 64)
	if err != nil || !(credits >= 0 && credits <= mostCredits) {
		return c.certificates(c.T("error.certificate.rule", "name", c.T("page.certificates.rule.credits"), "most", mostCredits))
	}
	after.Credits = roll.Credit(math.Round(credits * 100))
	if after != before {
		if err := c.s.Office.SaveRule(c.r.Context(), c.book.Seminar.ID, before, after, c.who.Person.ID); err != nil {
			return err
		}
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/certificates", "done.certificate_rule")
}

// deed reads the name under which a form was sent.
func (c *call) deed() (office.Deed, error) {
	op := c.r.FormValue("op")
	if op == "" || len(op) > 100 {
		return office.Deed{}, seminar.Invalid("error.invalid")
	}
	return office.Deed{By: c.who.Person.ID, Op: op}, nil
}

// issueCertificates issues to all who may, or to one.
func issueCertificates(c *call) error {
	deed, err := c.deed()
	if err != nil {
		return err
	}
	facts, err := c.certificateFacts()
	if err != nil {
		return err
	}
	order := office.Order{Deed: deed, Site: c.site(), Facts: facts, One: seminar.ID(c.r.FormValue("person")), Anew: c.r.FormValue("anew") != ""}
	if order.Anew && order.One == "" {
		return seminar.Invalid("error.invalid")
	}
	if _, err := c.s.Office.Issue(c.r.Context(), order); err != nil {
		return c.notDone(err)
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/certificates", "done.certificate_issued")
}

// revokeCertificate takes a certificate back for good, for a reason.
func revokeCertificate(c *call) error {
	deed, err := c.deed()
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(c.r.FormValue("reason"))
	if reason == "" || utf8.RuneCountInString(reason) > 500 {
		return seminar.Invalid("error.roll.reason")
	}
	if err := c.s.Office.Revoke(c.r.Context(), c.book.Seminar.ID, seminar.ID(c.r.FormValue("certificate")), reason, deed); err != nil {
		return c.notDone(err)
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/certificates", "done.certificate_revoked")
}

// notDone says on the page why nothing was done, where that lies in what is there.
func (c *call) notDone(err error) error {
	if code := seminar.CodeOf(err); code == seminar.CodeInvalid || code == seminar.CodeConflict {
		return c.certificates(c.Error(err))
	}
	return err
}

// ownCertificate returns the newest revision of the reader's own certificate; nil without one.
func (c *call) ownCertificate() (*certificate.Kept, error) {
	k, err := c.s.Store.CertificateOf(c.r.Context(), c.book.Seminar.ID, c.who.Person.ID)
	if err != nil && seminar.CodeOf(err) == seminar.CodeNotFound {
		return nil, nil
	}
	return &k, err
}
