// Package office is the desk at which certificates are issued, revoked and checked, by a page or by a command.
package office

import (
	"context"
	"strings"

	"aula/internal/certificate"
	"aula/internal/i18n"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// Office issues and checks certificates. It may be used by several goroutines.
type Office struct {
	Store *store.DB
	Keys  *certificate.Keys
	Texts *i18n.Catalogue
	Clock seminar.Clock

	lists lists
}

// Deed is who does something, and their name for it: the same op is done once.
type Deed struct {
	By seminar.ID // "" is the server
	Op string
}

// entry returns what tells the deed, with an op of its own for each person that it is done for.
func (d Deed) entry(kind string, of, person seminar.ID, body any) record.Entry {
	e := record.New(kind, body)
	e.Seminar, e.Person, e.Actor, e.Op = of, person, d.By, d.opFor(person)
	return e
}

func (d Deed) opFor(person seminar.ID) string {
	return strings.Join([]string{"certificate", string(d.By), string(person), d.Op}, ":")
}

// The kinds of the entries that tell what the office does.
const (
	issued      = "certificate.issued"
	revoked     = "certificate.revoked"
	ruleChanged = "certificate.rule_changed"
)

// told is the body of an entry about a certificate.
type told struct {
	ID       seminar.ID         `json:"id"`
	Number   certificate.Number `json:"number"`
	Revision int                `json:"revision"`
	Reason   string             `json:"reason,omitempty"`
}

// Rule returns the rule by which a seminar gives certificates: the one that was kept, or the one with which its policy begins.
func (o *Office) Rule(ctx context.Context, of seminar.ID, policy roll.Policy) (certificate.Rule, error) {
	rule, err := o.Store.CertificateRule(ctx, of)
	if err != nil && seminar.CodeOf(err) == seminar.CodeNotFound {
		return certificate.RuleOf(policy), nil
	}
	return rule, err
}

// SaveRule keeps another rule. What was issued by the one before stays as it is.
func (o *Office) SaveRule(ctx context.Context, of seminar.ID, before, after certificate.Rule, by seminar.ID) error {
	e := record.New(ruleChanged, map[string]certificate.Rule{"before": before, "after": after})
	e.Seminar, e.Actor = of, by
	return o.Store.SaveCertificateRule(ctx, of, after, e)
}
