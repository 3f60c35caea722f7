package certificate

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Issuer signs certificates and status lists.
type Issuer struct {
	Site Site
	Keys *Keys
}

// The fragments by which parts of a badge are named.
const (
	ofPerson  = "#person"
	ofMinutes = "#minutes"
	ofSession = "#session-"
)

// revocation is the purpose of our status lists.
const revocation = "revocation"

// Issue returns a certificate as a signed badge (VC-JWT): Open Badges 3.0, "JSON Web
// Token Proof Format". It has its texts in one language, that of the printer, because
// the schema of Open Badges knows no maps of languages; names stand in all of theirs.
// The same certificate makes another text each time: the salt of the e-mail is new.
//
// It fails when the site is no https or http address, or the certificate has no id,
// number, seminar or times, or a negative index.
func (i Issuer) Issue(c Certificate, language string, p Printer) (string, error) {
	if !strings.HasPrefix(string(i.Site), "https://") && !strings.HasPrefix(string(i.Site), "http://") {
		return "", fmt.Errorf("certificate: %q is no address of a server", i.Site)
	}
	if c.ID == "" || c.Number == "" || c.Index < 0 || c.Claim.Seminar == "" || c.Issued.IsZero() || c.Awarded.IsZero() {
		return "", fmt.Errorf("certificate: %q is not complete", c.ID)
	}
	return i.Keys.seal(i.Site, typeBadge, i.badge(&c, language, words{p}))
}

func (i Issuer) badge(c *Certificate, language string, w words) badge {
	address := i.Site.Certificate(c.ID)
	issuer := profile{ID: i.Site.Issuer(c.Claim.Seminar), Type: []string{"Profile"}, Name: w.Text(c.Claim.Host), URL: string(i.Site)}
	return badge{
		claims:  claims{Issuer: issuer.ID, ID: address, Subject: address + ofPerson, From: c.Issued.Unix()},
		Context: []string{contextCredentials, contextBadges},
		Address: address, Type: []string{"VerifiableCredential", "OpenBadgeCredential"}, Name: w.title(&c.Claim),
		Issuer: issuer, From: stamp(c.Issued), Awarded: stamp(c.Awarded),
		Subject: i.subject(c, language, w), Status: i.status(c.Index),
		Schemas: []schema{{ID: schemaBadges, Type: "1EdTechJsonSchemaValidator2019"}},
	}
}

func (i Issuer) subject(c *Certificate, language string, w words) subject {
	claim := &c.Claim
	s := subject{
		ID: i.Site.Certificate(c.ID) + ofPerson, Type: []string{"AchievementSubject"}, Identifier: identities(claim.Name, claim.Email),
		Number: c.Number, Narrative: w.narrative(c),
	}
	if !claim.From.IsZero() {
		s.From, s.To = stamp(claim.From), stamp(claim.To)
	}
	of := i.Site.Achievement(claim.Seminar)
	s.Achievement = achievement{
		ID: of, Type: []string{"Achievement"}, Kind: "CertificateOfCompletion", Name: w.title(claim), Description: w.description(claim),
		Criteria: criteria{Narrative: w.criteria(claim)}, Language: seminar.Language(language),
	}
	if claim.Policy.Credited() {
		s.Credits, s.Achievement.Credits = number(claim.Credits), number(claim.Available)
	}
	add := func(fragment, name string, minutes, longest int) {
		d := resultDescription{ID: of + fragment, Type: []string{"ResultDescription"}, Name: name, Kind: "ext:minutes"}
		if longest > 0 {
			d.Max = strconv.Itoa(longest)
		}
		s.Achievement.Results = append(s.Achievement.Results, d)
		s.Results = append(s.Results, result{Type: []string{"Result"}, Of: d.ID, Value: strconv.Itoa(minutes)})
	}
	add(ofMinutes, w.Sentence("certificate.result", nil), claim.Minutes, 0)
	for _, x := range claim.Sessions {
		add(ofSession+string(x.ID), w.Text(x.Title), x.Minutes, int(x.Ends.Sub(x.Starts)/time.Minute))
	}
	return s
}

func number(c roll.Credit) json.Number { return json.Number(c.String()) }

// status is where the certificate with that index is found to be revoked or not.
func (i Issuer) status(index int) status {
	list, entry := i.Site.Status(index/Entries), strconv.Itoa(index%Entries)
	return status{ID: list + "#" + entry, Type: "BitstringStatusListEntry", Purpose: revocation, Entry: entry, List: list}
}

// Status returns a status list, the first one being 0, as a signed credential, to be
// served at Site.Status(list) and kept by whoever asks until the time that is given.
func (i Issuer) Status(list int, l StatusList, from, until time.Time) (string, error) {
	address := i.Site.Status(list)
	return i.Keys.seal(i.Site, typeCredential, statusCredential{
		claims:  claims{Issuer: string(i.Site), ID: address, Subject: address + "#list", From: from.Unix(), Until: until.Unix()},
		Context: []string{contextCredentials},
		Address: address, Type: []string{"VerifiableCredential", "BitstringStatusListCredential"},
		Issuer: string(i.Site), From: stamp(from), Until: stamp(until),
		Subject: statusSubject{ID: address + "#list", Type: "BitstringStatusList", Purpose: revocation, List: l.Encode()},
	})
}
