package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"aula/internal/config"
)

// names answers each question in turn and says when it was asked.
type names struct {
	answers []string // addresses; "" is a fault
	asked   []time.Duration
	began   time.Time
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.asked = append(n.asked, time.Since(n.began))
	if host != "aula.example.org" || len(n.answers) == 0 || n.answers[0] == "" {
		n.answers = n.answers[min(1, len(n.answers)):]
		return nil, errors.New("no such host")
	}
	found := []netip.Addr{netip.MustParseAddr(n.answers[0]), netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("fe80::1")}
	n.answers = n.answers[1:]
	return found, nil
}

// The name in public_url is followed where it leads, and asked again soon after a fault. In a network
// without names nothing is told.
func TestTheNameIsFollowed(t *testing.T) {
	for _, c := range []struct {
		name    string
		url     string
		public  []string
		answers []string
		told    []string
		asked   []time.Duration // within eleven minutes
	}{
		{"a name that moves", "https://aula.example.org:8470", nil, []string{"192.0.2.7", "::ffff:192.0.2.8", "2001:db8::1"}, []string{"[192.0.2.7]", "[192.0.2.8]", "[2001:db8::1]"}, []time.Duration{0, 5 * time.Minute, 10 * time.Minute}},
		{"faults", "https://aula.example.org", nil, []string{"", "", "192.0.2.7"}, []string{"[192.0.2.7]"}, []time.Duration{0, 30 * time.Second, time.Minute, 6 * time.Minute, 390 * time.Second, 420 * time.Second, 450 * time.Second, 480 * time.Second, 510 * time.Second, 540 * time.Second, 570 * time.Second, 600 * time.Second, 630 * time.Second}},
		{"an address", "https://192.0.2.9", nil, nil, []string{"[192.0.2.9]", "[192.0.2.9]", "[192.0.2.9]"}, nil},
		{"no public address", "", nil, nil, nil, nil},
		{"the configuration says which", "https://aula.example.org", []string{"192.0.2.1"}, []string{"192.0.2.7"}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &App{Config: &config.Config{PublicURL: c.url, Media: config.Media{PublicIPs: c.public}}, log: slog.New(slog.DiscardHandler)}
				r := &names{answers: c.answers, began: time.Now()}
				ctx, cancel := context.WithTimeout(t.Context(), 11*time.Minute-time.Second)
				defer cancel()
				var told []string
				a.followName(ctx, r, func(all []netip.Addr) error {
					told = append(told, fmt.Sprint(all))
					return nil
				})
				if !slices.Equal(told, c.told) {
					t.Errorf("told %q, want %q", told, c.told)
				}
				if !slices.Equal(r.asked, c.asked) {
					t.Errorf("asked at %v, want %v", r.asked, c.asked)
				}
			})
		})
	}
}
