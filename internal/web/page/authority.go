package page

import (
	"io"
	"strings"
)

// Authority explains how a device comes to trust this server's own certificate.
type Authority struct {
	Frame
	Fingerprint string // SHA-256 of the authority's certificate in groups of four, as authority.Fingerprint writes it
	Own         bool   // the server is its own authority; false: a public one vouches for it, nothing to do
	Next        string // address to go on to, "" for the home page
}

// Groups returns the fingerprint in its groups, for comparing by eye.
func (v Authority) Groups() []string { return strings.Fields(v.Fingerprint) }

// Systems lists the systems for which there are steps.
func (Authority) Systems() []AuthoritySystem {
	const crt, profile = "/authority/aula.crt", "/authority/aula.mobileconfig"
	return []AuthoritySystem{{"iphone", profile}, {"android", crt}, {"windows", crt}, {"mac", profile}, {"linux", crt}, {"firefox", crt}}
}

// AuthoritySystem is one system with the file that it takes.
type AuthoritySystem struct {
	Key  string // of the catalogues: page.authority.KEY and page.authority.KEY.1 to .3
	File string // address
}

// Render writes the page.
func (v Authority) Render(w io.Writer) error { return Render(w, "authority", v) }
