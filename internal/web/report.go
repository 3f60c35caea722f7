package web

import (
	"aula/internal/report"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// showReport shows the published report; before there is one, that there is none yet.
func showReport(c *call) error {
	r, err := c.s.Store.PublishedReport(c.r.Context(), c.book.Seminar.ID)
	if err != nil && seminar.CodeOf(err) != seminar.CodeNotFound {
		return err
	}
	f := c.frame("page.report.title", "auto", "")
	if r.Version > 0 {
		f.Title = c.Text(r.Title)
	}
	return c.page(page.Report{Frame: f, Report: r, Origin: c.base()})
}

// sendReportFeed sends the published report as an Atom feed.
func sendReportFeed(c *call) error {
	address := c.base() + "/s/" + c.book.Seminar.Key
	var items []report.Item
	r, err := c.s.Store.PublishedReport(c.r.Context(), c.book.Seminar.ID)
	switch {
	case err == nil:
		items = append(items, report.Item{Report: r, URL: address + "/report"})
	case seminar.CodeOf(err) != seminar.CodeNotFound:
		return err
	}
	c.w.Header().Set("Content-Type", report.AtomType)
	return report.Atom(c.w, report.Channel{
		Self: address + "/report.atom", Page: address, Title: c.Text(c.book.Seminar.Title), Host: c.Text(c.book.Seminar.Host), Lang: c.Lang,
	}, items...)
}
