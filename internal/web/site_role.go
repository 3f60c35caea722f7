package web

import (
	"errors"
	"slices"

	"aula/internal/seminar"
	"aula/internal/web/page"
)

// atSite are the routes that the own machine of a branch hall serves: the programme, and what its stewards do. Everything else is
// the centre's.
var atSite = map[string]bool{
	"GET /{$}": true, "GET /healthz": true, "POST /language": true, "GET /sign-in": true, "POST /sign-out": true,
	"GET /i/{token}": true, "POST /i/{token}": true,
	"GET /authority": true, "GET /authority/aula.crt": true, "GET /authority/aula.mobileconfig": true,

	"GET /s/{seminar}": true, "GET /s/{seminar}/grid": true, "GET /s/{seminar}/programme.ics": true, "GET /s/{seminar}/sessions/{session}": true,
	"GET /s/{seminar}/events": true, "GET /s/{seminar}/hall/socket": true, "GET /s/{seminar}/me": true, "POST /s/{seminar}/me/sign-out": true,

	"GET /s/{seminar}/door/{place}": true, "GET /s/{seminar}/door/{place}/list": true, "GET /s/{seminar}/door/{place}/manifest.webmanifest": true,
	"POST /s/{seminar}/door/{place}/scans": true, "GET /s/{seminar}/door/{place}/walk-in": true, "POST /s/{seminar}/door/{place}/walk-in": true,
	"GET /s/{seminar}/branch/{place}": true, "GET /s/{seminar}/branch/{place}/list": true, "POST /s/{seminar}/branch/{place}/marks": true,
	"GET /s/{seminar}/branch/{place}/site": true,
}

// serves reports whether this server has a route.
func (s *Server) serves(rt route) bool { return s.Site == nil || atSite[rt.pattern] }

// elsewhere reports whether a place is not this machine's to serve.
func (s *Server) elsewhere(place seminar.ID) bool {
	return s.Site != nil && place != s.Site.Folder.Place
}

// siteMenu lists the pages of a hall's own machine.
func (c *call) siteMenu(f page.Frame) []page.Link {
	menu := []page.Link{{Href: f.URL(), Label: c.T("menu.programme")}}
	at, ok := c.book.Seminar.Place(string(c.s.Site.Folder.Place))
	if ok && stewards.allows(c.who, at.ID) {
		menu = append(menu, page.Link{Href: f.URL("branch", at.Key), Label: c.T("branch.title")}, page.Link{Href: f.URL("door", at.Key), Label: c.T("scanner.title")},
			page.Link{Href: f.URL("branch", at.Key, "site"), Label: c.T("page.siteline.title")})
	}
	for i := range menu {
		menu[i].Current = c.r.URL.Path == menu[i].Href
	}
	return menu
}

// showSiteLine shows what this machine has delivered, what waits, and since when the line is down.
func showSiteLine(c *call) error {
	if c.s.Site == nil {
		return seminar.NotFound("error.not_found")
	}
	x := c.s.Site.State(c.r.Context())
	v := page.SiteLine{Frame: c.frame("page.siteline.title", "auto", ""), At: c.place, Centre: c.s.Site.Folder.From, Up: x.Up, Since: x.Since, Heard: x.Heard,
		Waiting: x.Waiting, Delivered: x.Delivered, Last: x.Last, Ahead: x.Ahead}
	if x.Fault != nil {
		v.Fault = x.Fault.Error()
		var said *seminar.Error
		if errors.As(x.Fault, &said) && said.Err != nil {
			v.Fault = said.Err.Error()
		}
	}
	for reason, n := range x.Reasons {
		v.Refused = append(v.Refused, page.SiteRefused{Reason: reason, Count: n})
	}
	slices.SortFunc(v.Refused, func(a, b page.SiteRefused) int { return b.Count - a.Count })
	return c.page(v)
}
