package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"aula/internal/seminar"
	"aula/internal/web/page"
)

// showCertificate shows what a certificate says to whoever has its address, and whether it is valid.
func showCertificate(c *call) error {
	c.w.Header().Set("X-Robots-Tag", "noindex")
	id, err := seminar.ParseID(c.r.PathValue("id"))
	if err != nil {
		return seminar.NotFound("error.certificate.none")
	}
	kept, err := c.s.Store.Certificate(c.r.Context(), id) // the newest first
	if err != nil {
		return err
	}
	if err := c.openSeminar(kept[0].Claim.Seminar); err != nil {
		return err
	}
	v := page.Certificate{Frame: c.frame("paper.certificate.title", "auto", ""), Kept: kept[0], Newest: kept[0]}
	if asked := c.r.URL.Query().Get("revision"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || n < 1 || n > len(kept) {
			return seminar.NotFound("error.certificate.none")
		}
		v.Kept = kept[len(kept)-n]
	}
	return c.page(v)
}

// showCheck asks for a certificate to check.
func showCheck(c *call) error {
	v := page.CheckCertificate{Frame: c.frame("page.check.title", "auto", ""), Code: c.r.URL.Query().Get("code")}
	if v.Code == "" {
		return c.page(v)
	}
	id, err := seminar.ParseID(strings.TrimSpace(v.Code[strings.LastIndexByte(v.Code, '/')+1:])) // of the whole address, too
	if err == nil {
		if _, err = c.s.Store.Certificate(c.r.Context(), id); err == nil {
			http.Redirect(c.w, c.r, "/certificates/"+string(id), http.StatusSeeOther)
			return nil
		}
	}
	if seminar.CodeOf(err) == seminar.CodeInternal {
		return err
	}
	v.Fault = c.T("error.certificate.none")
	c.w.WriteHeader(http.StatusNotFound)
	return c.page(v)
}

// largestBadge is how large a file may be that somebody has checked, in bytes: ours have some kilobytes.
const largestBadge = 1 << 20

// checkBadge checks a badge that was pasted or uploaded. Nothing of it is kept.
func checkBadge(c *call) error {
	text, err := c.badgeText()
	if err != nil {
		return err
	}
	found, err := c.s.Office.Check(c.r.Context(), text)
	if err != nil {
		return err
	}
	v := page.CheckCertificate{Frame: c.frame("page.check.title", "auto", ""), Verdict: found.Verdict(), Kept: found.Kept}
	if found.Said.ID != "" {
		v.Said = &found.Said
	}
	return c.page(v)
}

func (c *call) badgeText() (string, error) {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, largestBadge)
	file, _, err := c.r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return c.r.FormValue("badge"), nil
	}
	if err != nil {
		return "", seminar.Invalid("error.certificate.upload").Because(err)
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return "", seminar.Invalid("error.certificate.upload").Because(err)
	}
	if len(data) == 0 {
		return c.r.FormValue("badge"), nil
	}
	return string(data), nil
}
