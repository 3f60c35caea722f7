package roll

import (
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"aula/internal/seminar"
)

// Seal says what the roll of a half-day was at a moment, under the head of the record at that moment, signed by the server. Whoever
// holds one, on paper or as a code, can prove later that nothing before it was changed.
type Seal struct {
	Seminar   seminar.ID           `json:"seminar"`
	Day       string               `json:"day"`
	Part      Part                 `json:"part"`
	From      time.Time            `json:"from"`
	To        time.Time            `json:"to"`
	At        time.Time            `json:"at"`              // when it was sealed
	Seq       int64                `json:"seq"`             // of the last entry of the record then
	Head      string               `json:"head"`            // its hash, in hex
	Digest    string               `json:"digest"`          // of the half-day's columns (see Digest)
	Basis     string               `json:"basis,omitempty"` // of the rule and the sessions that it was folded by (see Basis); "" in seals of before it was known
	Total     Tally                `json:"total"`
	ByPlace   map[seminar.ID]Tally `json:"by_place,omitempty"`
	Key       uint8                `json:"key"`
	Signature []byte               `json:"signature"`
}

// Errors of Verify and ParseSealCode.
var (
	ErrSealKey       = errors.New("roll: sealed with an unknown key")
	ErrSealSignature = errors.New("roll: the signature of the seal does not fit")
	ErrSealCode      = errors.New("roll: no code of a seal")
)

// Of reports whether the seal is that of a half-day.
func (s Seal) Of(h Half) bool { return s.Day == h.Day && s.Part == h.Part }

// statement is what is signed: the seminar, the entry and its hash, and the hash of all the rest. The first bytes keep it apart
// from whatever else the key signs.
func (s Seal) statement() []byte {
	rest := s
	rest.Signature, rest.Key = nil, 0
	text, err := json.Marshal(rest)
	if err != nil {
		panic("roll: seal: " + err.Error()) // of types that always marshal
	}
	sum := sha256.Sum256(text)
	return s.claim(sum)
}

const sealPrefix = "aula seal 1\x00"

// claim is what is signed, from the parts that a code carries too.
func (s Seal) claim(rest [sha256.Size]byte) []byte {
	b := []byte(sealPrefix)
	id := s.Seminar.Bytes()
	b = append(b, id[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(s.Seq))
	head, _ := hex.DecodeString(s.Head)
	b = append(b, head...)
	return append(b, rest[:]...)
}

// Sign seals with a key of the server.
func (s *Seal) Sign(id uint8, key ed25519.PrivateKey) {
	s.Key = id
	s.Signature = ed25519.Sign(key, s.statement())
}

// Verify checks the signature.
func (s Seal) Verify(keys map[uint8]ed25519.PublicKey) error {
	public, ok := keys[s.Key]
	switch {
	case !ok:
		return ErrSealKey
	case !ed25519.Verify(public, s.statement(), s.Signature):
		return ErrSealSignature
	}
	return nil
}

// Digest is the SHA-256, in hex, of the marks of a half-day: for each of its sessions in order and each person by id, a line of
// both, the mark, the seconds present and the credit.
func Digest(r Roll, h Half) string {
	rows := slices.Clone(r.Rows)
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Person.ID, b.Person.ID) })
	sum := sha256.New()
	for _, session := range h.Sessions {
		for i := range rows {
			if c, ok := rows[i].Cell(session); ok {
				line, err := json.Marshal([]any{session, rows[i].Person.ID, c.Mark, c.Present, c.Credit})
				if err != nil {
					panic("roll: digest: " + err.Error())
				}
				sum.Write(append(line, '\n'))
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Basis is the SHA-256, in hex, of what a half-day is folded by besides evidence: the rule, and where and when each of its sessions was.
func Basis(r Roll, h Half) string {
	sum := sha256.New()
	write := json.NewEncoder(sum)
	err := write.Encode(r.Policy)
	for _, s := range r.Sessions {
		if slices.Contains(h.Sessions, s.ID) {
			err = errors.Join(err, write.Encode([]any{s.ID, s.Kind, s.Starts.UTC(), s.Ends.UTC(), s.Places}))
		}
	}
	if err != nil {
		panic("roll: basis: " + err.Error()) // of types that always marshal
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// NewSeal says what the roll of a half-day is, not yet signed.
func NewSeal(of seminar.ID, r Roll, h Half, seq int64, head string) Seal {
	s := Seal{Seminar: of, Day: h.Day, Part: h.Part, From: h.From.UTC(), To: h.To.UTC(), At: seminar.Millis(r.AsOf).UTC(), Seq: seq, Head: head,
		Digest: Digest(r, h), Basis: Basis(r, h), ByPlace: map[seminar.ID]Tally{}}
	for i := range r.Rows {
		for j := range r.Rows[i].Cells {
			c := &r.Rows[i].Cells[j]
			if !slices.Contains(h.Sessions, c.Session) {
				continue
			}
			s.Total.add(c)
			if c.Place != "" {
				t := s.ByPlace[c.Place]
				t.add(c)
				s.ByPlace[c.Place] = t
			}
		}
	}
	return s
}

// SealCode is what the code of a seal carries: enough to prove what the head of the record was.
type SealCode struct {
	Seal // Seminar, Seq, Head, Key and Signature
	rest [sha256.Size]byte
}

var sealAlphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

const sealScheme = "R1:"

// Code writes the seal for a QR code of the alphanumeric kind.
func (s Seal) Code() string {
	return sealScheme + sealAlphabet.EncodeToString(append(append([]byte{s.Key}, s.statement()[len(sealPrefix):]...), s.Signature...))
}

// ParseSealCode reads what Code wrote.
func ParseSealCode(text string) (SealCode, error) {
	var c SealCode
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), sealScheme)
	b, err := sealAlphabet.DecodeString(rest)
	if !ok || err != nil || len(b) != 1+8+8+32+32+ed25519.SignatureSize {
		return c, ErrSealCode
	}
	c.Key, b = b[0], b[1:]
	c.Seminar, b = seminar.IDFromBytes([8]byte(b[:8])), b[8:]
	c.Seq, b = int64(binary.BigEndian.Uint64(b[:8])), b[8:]
	c.Head, b = hex.EncodeToString(b[:32]), b[32:]
	c.rest, c.Signature = [32]byte(b[:32]), b[32:]
	return c, nil
}

// Verify checks the signature of the code.
func (c SealCode) Verify(keys map[uint8]ed25519.PublicKey) error {
	public, ok := keys[c.Key]
	switch {
	case !ok:
		return ErrSealKey
	case !ed25519.Verify(public, c.claim(c.rest), c.Signature):
		return ErrSealSignature
	}
	return nil
}
