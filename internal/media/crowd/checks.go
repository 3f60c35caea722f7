package crowd

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net/netip"
	"time"

	"github.com/pion/stun/v4"
)

// How connectivity is checked (RFC 8445) and kept (RFC 7675).
const (
	checkEvery   = 100 * time.Millisecond // until the first answer
	consentEvery = 4 * time.Second
	consentLasts = 30 * time.Second // without an answer the way is lost
)

// priority is that of a peer-reflexive candidate on the only interface (RFC 8445 section 5.1.2.1).
const priority = 110<<24 | 65535<<8 | 255

// checks is one side of ICE with one address of its own. As the controlling side it
// nominates the way that answers first; as the controlled side it takes that way too,
// because there is only one. It is used under its link's lock.
type checks struct {
	local, remote credentials
	controlling   bool
	tie           uint64
	candidates    []netip.AddrPort
	chosen        netip.AddrPort // the zero value until a way has answered
	asked         [16]asked      // the newest requests
	next          int            // index into asked
	due           time.Time      // of the next request
	answered      time.Time      // last answer
}

type asked struct {
	id [stun.TransactionIDSize]byte
	to netip.AddrPort
}

func newChecks(local, remote credentials, candidates []netip.AddrPort, controlling bool) *checks {
	return &checks{local: local, remote: remote, candidates: candidates, controlling: controlling, tie: rand.Uint64()}
}

// tick returns the requests that are due, each with its destination.
func (c *checks) tick(now time.Time) (requests [][]byte, to []netip.AddrPort) {
	if now.Before(c.due) {
		return nil, nil
	}
	c.due = now.Add(checkEvery)
	to = c.candidates
	if c.chosen.IsValid() {
		c.due = now.Add(consentEvery*4/5 + rand.N(consentEvery*2/5))
		to = []netip.AddrPort{c.chosen}
	}
	for _, at := range to {
		requests = append(requests, c.request(at))
	}
	return requests, to
}

// lost reports whether the chosen way has stopped answering.
func (c *checks) lost(now time.Time) bool {
	return c.chosen.IsValid() && now.Sub(c.answered) > consentLasts
}

// request makes a connectivity check (RFC 8445 section 7.1).
func (c *checks) request(to netip.AddrPort) []byte {
	role := stun.AttrICEControlled
	setters := []stun.Setter{stun.TransactionID, stun.BindingRequest, stun.NewUsername(c.remote.ufrag + ":" + c.local.ufrag)}
	if c.controlling {
		role = stun.AttrICEControlling
		setters = append(setters, stun.RawAttribute{Type: stun.AttrUseCandidate})
	}
	setters = append(setters,
		stun.RawAttribute{Type: role, Value: binary.BigEndian.AppendUint64(nil, c.tie)},
		stun.RawAttribute{Type: stun.AttrPriority, Value: binary.BigEndian.AppendUint32(nil, priority)},
		stun.NewShortTermIntegrity(c.remote.pwd), stun.Fingerprint)
	m := stun.MustBuild(setters...)
	c.asked[c.next] = asked{id: m.TransactionID, to: to}
	c.next = (c.next + 1) % len(c.asked)
	return m.Raw
}

var errStray = errors.New("crowd: a STUN message that belongs to nobody")

// take reads a STUN message. To a request it returns the answer; the answer to one of
// our own requests chooses the way.
func (c *checks) take(b []byte, from netip.AddrPort, now time.Time) (answer []byte, err error) {
	m := &stun.Message{Raw: append([]byte(nil), b...)}
	if err := m.Decode(); err != nil {
		return nil, err
	}
	switch m.Type {
	case stun.BindingRequest:
		return c.answer(m, from)
	case stun.BindingSuccess:
		return nil, c.accept(m, now)
	}
	return nil, errStray
}

// answer answers a check of the other side.
func (c *checks) answer(m *stun.Message, from netip.AddrPort) ([]byte, error) {
	integrity := stun.NewShortTermIntegrity(c.local.pwd)
	if err := integrity.Check(m); err != nil {
		return nil, err
	}
	back, err := stun.Build(stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess,
		&stun.XORMappedAddress{IP: from.Addr().AsSlice(), Port: int(from.Port())}, integrity, stun.Fingerprint)
	if err != nil {
		return nil, err
	}
	return back.Raw, nil
}

func (c *checks) accept(m *stun.Message, now time.Time) error {
	for _, a := range c.asked {
		if !a.to.IsValid() || a.id != m.TransactionID {
			continue
		}
		if err := stun.NewShortTermIntegrity(c.remote.pwd).Check(m); err != nil {
			return err
		}
		c.answered = now
		if !c.chosen.IsValid() {
			c.chosen = a.to
			c.due = now.Add(consentEvery)
		}
		return nil
	}
	return errStray
}
