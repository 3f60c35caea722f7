package web

import (
	"encoding/json"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"aula/internal/certificate"
	"aula/internal/office"
	"aula/internal/seminar"
)

// What a certificate names is there for every program that checks one, on other sites too, and may be kept for a while.

// public lets other sites' pages read the answer, and everybody keep it for so long.
func (c *call) public(mediaType string, keep time.Duration) {
	h := c.w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(keep/time.Second)))
	h.Set("Content-Type", mediaType)
	h.Del("Vary")
}

// keysLive is how long keys may be kept: a new one is there that long before others see it, and their own rules have them ask
// again for a key that they do not know.
const keysLive = time.Hour

// sendCertificateKeys sends the public keys as a JWK set (RFC 7517).
func sendCertificateKeys(c *call) error {
	c.public("application/jwk-set+json", keysLive)
	return json.NewEncoder(c.w).Encode(c.s.Office.Keys.Set(c.site()))
}

// sendCertificateKey sends one public key at the address that is its "kid".
func sendCertificateKey(c *call) error {
	for _, key := range c.s.Office.Keys.Set(c.site()).Keys {
		if path.Base(key.KeyID) == c.r.PathValue("name") {
			c.public("application/jwk+json", keysLive)
			return json.NewEncoder(c.w).Encode(key)
		}
	}
	return seminar.NotFound("error.not_found")
}

// sendStatusList sends a signed status list (Bitstring Status List 1.0; VC-JOSE-COSE, "application/vc+jwt").
func sendStatusList(c *call) error {
	number, err := strconv.Atoi(c.r.PathValue("list"))
	if err != nil || number < 0 || number > 1<<20 {
		return seminar.NotFound("error.not_found")
	}
	text, err := c.s.Office.List(c.r.Context(), c.site(), number)
	if err != nil {
		return err
	}
	c.public("application/vc+jwt", 5*office.ListStays)
	_, err = io.WriteString(c.w, text)
	return err
}

const (
	contextBadges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	typeLinked    = "application/ld+json"
)

// sendIssuer sends who gives the certificates of a seminar, as a Profile of Open Badges 3.0.
func sendIssuer(c *call) error {
	if err := c.openSeminar(seminar.ID(c.r.PathValue("of"))); err != nil {
		return err
	}
	c.public(typeLinked, keysLive)
	return json.NewEncoder(c.w).Encode(map[string]any{
		"@context": []string{contextBadges}, "id": c.site().Issuer(c.book.Seminar.ID), "type": []string{"Profile"},
		"name": c.Text(c.book.Seminar.Host), "url": string(c.site()),
	})
}

// sendAchievement sends what the certificates of a seminar are given for, as an Achievement of Open Badges 3.0.
func sendAchievement(c *call) error {
	if err := c.openSeminar(seminar.ID(c.r.PathValue("of"))); err != nil {
		return err
	}
	rule, err := c.s.Office.Rule(c.r.Context(), c.book.Seminar.ID, c.book.Policy)
	if err != nil {
		return err
	}
	c.public(typeLinked, keysLive)
	return json.NewEncoder(c.w).Encode(map[string]any{
		"@context": []string{contextBadges}, "id": c.site().Achievement(c.book.Seminar.ID), "type": []string{"Achievement"},
		"achievementType": "CertificateOfCompletion", "name": c.T("certificate.title", "title", c.book.Seminar.Title),
		"description": c.Text(c.book.Seminar.Title), "inLanguage": c.Lang,
		"criteria": map[string]string{"narrative": strings.Join(certificate.Conditions(rule, c.Printer), " ")},
		"creator":  c.site().Issuer(c.book.Seminar.ID),
	})
}

// openSeminar makes the seminar with that id known; NotFound without one.
func (c *call) openSeminar(id seminar.ID) error {
	key, err := c.s.seminarKey(c, id)
	if err != nil {
		return err
	}
	b, err := c.s.books.book(c.r.Context(), key)
	if err == nil {
		c.open(b)
	}
	return err
}
