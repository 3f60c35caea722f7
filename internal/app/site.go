package app

import (
	"context"
	"net/http"
	"time"

	"aula/internal/account"
	"aula/internal/seminar"
	"aula/internal/site"
	"aula/internal/store"
)

// Site says that the server is the own machine of a branch hall: it serves that hall alone, and leaves to its centre whatever is
// not the hall's. Halls are not run there, nothing is recorded, asked or sealed.
type Site struct {
	From string            // the address of the seminar at the centre; "" for the one that the data folder knows, as the next two
	Key  string            // the secret by which the centre knows it
	CA   string            // the authority of the centre, as text (PEM)
	Line http.RoundTripper // the way to the centre; the machine's own when nil
	Each time.Duration     // how often the centre is asked; the default when 0
	Told func(site.State)  // hears how the line does; may be nil
}

// openSite opens the site of the data folder, if the server is one.
func (a *App) openSite(ctx context.Context, o Options) error {
	if o.Site == nil {
		return nil
	}
	folder, err := site.OpenFolder(a.Config.Data, o.Site.From, o.Site.Key, o.Site.CA)
	if err != nil {
		return err
	}
	client, err := site.Client(folder.CA)
	if err != nil {
		return err
	}
	if o.Site.Line != nil {
		client.Transport = o.Site.Line
	}
	a.onClose(func() error { client.CloseIdleConnections(); return nil })
	a.site, err = site.Open(ctx, folder, site.Options{Store: a.Store, Clock: o.Clock, Client: client, Log: a.log, Each: o.Site.Each, Told: o.Site.Told})
	return err
}

// Exchange delivers what waits at the hall's own machine and takes over what is new, once and now.
func (a *App) Exchange(ctx context.Context) error { return a.site.Exchange(ctx) }

// Line returns how the line of the hall's own machine does.
func (a *App) Line(ctx context.Context) site.State { return a.site.State(ctx) }

// StewardLink is the local link of a steward.
type StewardLink struct {
	Name seminar.Text
	Path string
}

// StewardLinks makes a link for each steward of the hall whose own machine this is, good without the centre. Older ones end;
// browsers that are signed in stay so.
func (a *App) StewardLinks(ctx context.Context) (links []StewardLink, err error) {
	plan, err := a.Store.Plan(ctx, a.site.Folder.SeminarKey())
	if err != nil {
		return nil, err
	}
	stewards := map[seminar.ID]bool{}
	for _, g := range plan.Grants {
		stewards[g.Person] = g.Role == seminar.Steward
	}
	err = a.Store.Write(ctx, func(tx *store.Tx) error {
		links = nil
		for _, p := range plan.People {
			if !stewards[p.ID] || p.Withdrawn {
				continue
			}
			secret, err := tx.Invite(plan.Seminar.ID, p.ID, "", tx.Now.Add(account.InvitationLives))
			if err != nil {
				return err
			}
			links = append(links, StewardLink{p.Name, "/i/" + secret})
		}
		return nil
	})
	return links, err
}
