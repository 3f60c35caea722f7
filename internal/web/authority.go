package web

import (
	"aula/internal/seminar"
	"aula/internal/web/page"
)

func showAuthority(c *call) error {
	v := page.Authority{Frame: c.frame("page.authority.title", "auto", "")}
	if a := c.s.Authority; a != nil {
		v.Own, v.Fingerprint = true, a.Fingerprint()
		v.Next = "https://" + c.r.Host + "/"
	}
	return c.page(v)
}

func sendAuthority(c *call) error {
	if c.s.Authority == nil {
		return seminar.NotFound("error.not_found")
	}
	c.w.Header().Set("Content-Type", "application/x-x509-ca-cert")
	c.w.Header().Set("Content-Disposition", `attachment; filename="aula.crt"`)
	_, err := c.w.Write(c.s.Authority.RootDER())
	return err
}

func sendAuthorityProfile(c *call) error {
	if c.s.Authority == nil {
		return seminar.NotFound("error.not_found")
	}
	c.w.Header().Set("Content-Type", "application/x-apple-aspen-config")
	c.w.Header().Set("Content-Disposition", `attachment; filename="aula.mobileconfig"`)
	_, err := c.w.Write(c.s.Authority.MobileConfig())
	return err
}
