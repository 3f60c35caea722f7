package office

import (
	"context"
	"sync"
	"time"

	"aula/internal/certificate"
)

// How long a status list is good for whoever has fetched it, and for how long we send the same one: another server of ours may
// have revoked something meanwhile.
const (
	ListLives = 24 * time.Hour
	ListStays = time.Minute
)

// lists keeps the status lists that were signed last.
type lists struct {
	mu   sync.Mutex
	kept map[listed]signed // guarded by mu
}

type listed struct {
	site   certificate.Site
	number int
}

type signed struct {
	text string
	at   time.Time
}

// forget has the lists signed anew when they are next asked for.
func (l *lists) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = nil
}

// List returns a status list as a signed credential; NotFound when there is none of that number.
func (o *Office) List(ctx context.Context, site certificate.Site, number int) (string, error) {
	o.lists.mu.Lock()
	defer o.lists.mu.Unlock()
	now, key := o.Clock(), listed{site, number}
	if x, ok := o.lists.kept[key]; ok && now.Sub(x.at) < ListStays && !now.Before(x.at) {
		return x.text, nil
	}
	list, err := o.list(ctx, number)
	if err != nil {
		return "", err
	}
	text, err := certificate.Issuer{Site: site, Keys: o.Keys}.Status(number, list, now, now.Add(ListLives))
	if err != nil {
		return "", err
	}
	if o.lists.kept == nil || len(o.lists.kept) > mostLists { // a reader may make up the name by which the server was reached
		o.lists.kept = map[listed]signed{}
	}
	o.lists.kept[key] = signed{text, now}
	return text, nil
}

// mostLists is how many lists are kept.
const mostLists = 100

// list returns a status list as it is now.
func (o *Office) list(ctx context.Context, number int) (certificate.StatusList, error) {
	places, err := o.Store.CertificateList(ctx, number)
	if err != nil {
		return nil, err
	}
	list := certificate.NewStatusList()
	for _, place := range places {
		if err := list.Revoke(place); err != nil {
			return nil, err
		}
	}
	return list, nil
}
