package peer

import (
	"net"
	"strings"
	"time"

	"github.com/pion/stun/v4"
)

// stun answers a connectivity check (RFC 8445 section 7.3). It answers only who knows the
// connection's password, so that nobody can turn the port against a third party.
func (in *inbox) stun(b []byte, w way, now time.Time) {
	m := stun.Message{Raw: b}
	if m.Decode() != nil || m.Type != stun.BindingRequest {
		return
	}
	var user stun.Username
	if user.GetFrom(&m) != nil {
		return
	}
	ufrag, _, _ := strings.Cut(user.String(), ":")
	c := in.port.named(ufrag)
	if c == nil {
		return
	}
	key := c.key(ufrag)
	if m.Contains(stun.AttrFingerprint) && stun.Fingerprint.Check(&m) != nil {
		return
	}
	if key == nil || key.Check(&m) != nil {
		return
	}
	if m.Contains(stun.AttrICEControlled) { // we are lite, so the other side must control
		in.answer(&m, c, w, key, stun.CodeRoleConflict)
		return
	}
	c.checked(ufrag, w, m.Contains(stun.AttrUseCandidate), now)
	in.answer(&m, c, w, key)
}

// answer sends a success, or the error if there is one.
func (in *inbox) answer(request *stun.Message, c *Conn, w way, key stun.MessageIntegrity, failed ...stun.Setter) {
	remote := w.remote()
	kind, content := stun.BindingSuccess, stun.Setter(&stun.XORMappedAddress{IP: net.IP(remote.Addr().AsSlice()), Port: int(remote.Port())})
	if len(failed) > 0 {
		kind, content = stun.BindingError, failed[0]
	}
	m, err := stun.Build(stun.NewTransactionIDSetter(request.TransactionID), kind, content, key, stun.Fingerprint)
	if err != nil {
		c.log.Debug("media: check", "err", err)
		return
	}
	if w.tcp != nil {
		w.tcp.send(m.Raw)
		return
	}
	in.answers.Add(in.port.socket.Destination(w.udp), len(append(in.answers.Space(), m.Raw...)))
}
