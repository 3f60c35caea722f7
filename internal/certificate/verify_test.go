package certificate

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"pgregory.net/rapid"

	"aula/internal/roll"
	"aula/internal/seminar"
)

func TestVerify(t *testing.T) {
	i, c := issuer(t), one(t)
	text := issue(t, i, c)
	said, err := Verify(text, i.Keys.Ring(), lists(), over)
	if err != nil {
		t.Fatal(err)
	}
	if !said.Is("li.wei@example.org ") || said.Is("li@example.org") {
		t.Error("the e-mail is not known again")
	}
	said.hashed = nil
	want := Said{
		ID: c.ID, Number: c.Number, Awarded: c.Awarded, Issued: c.Issued, Host: "Institute of Administration", Title: "Certificate of attendance: Autumn *seminar*",
		Names: []string{"Li Wei", "李伟"}, From: hm(1, "09:00"), To: hm(2, "12:00"), Minutes: 501, Credits: 1000,
		Sessions: []SaidSession{{"On one", 180}, {"On two", 180}, {"On three", 141}}, List: site.Status(1), Entry: 68928,
	}
	if !reflect.DeepEqual(said, want) {
		t.Errorf("%+v,\nwant %+v", said, want)
	}
}

// sealed is a badge that was changed before it was signed.
func sealed(t *testing.T, i Issuer, typ string, change func(*badge)) string {
	t.Helper()
	c := one(t)
	b := i.badge(&c, "en", words{printer(t, "en")})
	change(&b)
	text, err := i.Keys.seal(i.Site, typ, b)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestVerifyRefuses(t *testing.T) {
	i, other := issuer(t), issuer(t)
	text := issue(t, i, one(t))
	part := strings.Split(text, ".")
	header := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	kid := i.Keys.Set(site).Keys[0].KeyID
	status, err := i.Status(1, NewStatusList(), hm(3, "09:00"), hm(10, "09:00"))
	if err != nil {
		t.Fatal(err)
	}
	revoked := lists()
	if err := revoked[site.Status(1)].Revoke(68928); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		what, text string
		lists      Lists
		now        time.Time
		want       error
		told       bool // what it says is told nevertheless
	}{
		{what: "nothing", text: "", want: ErrMalformed},
		{what: "no JWT", text: "S1:ABC", want: ErrMalformed},
		{what: "a space at its end", text: text + " ", want: ErrMalformed},
		{what: "a line break within", text: part[0] + "." + part[1][:40] + "\n" + part[1][40:] + "." + part[2], want: ErrMalformed},
		{what: "padding", text: text + "==", want: ErrMalformed},
		{what: "a text without end", text: strings.Repeat("A", longest) + ".A.A", want: ErrMalformed},
		{what: "no algorithm", text: header(`{"alg":"none","kid":"`+kid+`","typ":"JWT"}`) + "." + part[1] + ".", want: ErrMalformed},
		{what: "another algorithm", text: header(`{"alg":"HS256","kid":"`+kid+`","typ":"JWT"}`) + "." + part[1] + "." + part[2], want: ErrMalformed},
		{what: "a status list", text: status, want: ErrMalformed},
		{what: "a status list called a badge", text: header(`{"alg":"EdDSA","kid":"`+kid+`","typ":"JWT"}`) + "." + strings.Split(status, ".")[1] + "." + strings.Split(status, ".")[2], want: ErrSignature},
		{what: "another key that says so", text: issue(t, other, one(t)), want: ErrUnknownKey},
		{what: "another key under our name", text: part[0] + "." + part[1] + "." + strings.Split(issue(t, other, one(t)), ".")[2], want: ErrSignature},
		{what: "another person", text: part[0] + "." + header(strings.ReplaceAll(payload(t, text), "Li Wei", "Li Bai")) + "." + part[2], want: ErrSignature},
		{what: "more credits", text: part[0] + "." + header(strings.Replace(payload(t, text), `"creditsEarned":10`, `"creditsEarned":16`, 1)) + "." + part[2], want: ErrSignature},
		{what: "issued by one and by another", text: sealed(t, i, typeBadge, func(b *badge) { b.claims.Issuer = "https://example.org" }), want: ErrContradiction},
		{what: "under two addresses", text: sealed(t, i, typeBadge, func(b *badge) { b.claims.ID += "1" }), want: ErrContradiction},
		{what: "about two people", text: sealed(t, i, typeBadge, func(b *badge) { b.claims.Subject += "1" }), want: ErrContradiction},
		{what: "from two times", text: sealed(t, i, typeBadge, func(b *badge) { b.claims.From-- }), want: ErrContradiction},
		{what: "no badge", text: sealed(t, i, typeBadge, func(b *badge) { b.Type = []string{"VerifiableCredential"} }), want: ErrMalformed},
		{what: "no time", text: sealed(t, i, typeBadge, func(b *badge) { b.From = "yesterday" }), want: ErrMalformed},
		{what: "of tomorrow", text: text, now: hm(3, "09:00").Add(-time.Second), want: ErrNotYet, told: true},
		{what: "revoked", text: text, lists: revoked, want: ErrRevoked, told: true},
		{what: "no list", text: text, lists: Lists{site.Status(0): NewStatusList()}, want: ErrStatus, told: true},
		{what: "a list that is too short", text: text, lists: Lists{site.Status(1): StatusList{0}}, want: ErrStatus, told: true},
		{what: "of this very second", text: text, now: hm(3, "09:00")},
	} {
		if x.lists == nil {
			x.lists = lists()
		}
		if x.now.IsZero() {
			x.now = over
		}
		said, err := Verify(x.text, i.Keys.Ring(), x.lists, x.now)
		if !errors.Is(err, x.want) || x.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", x.what, err, x.want)
		}
		if told := said.Number != ""; told != (x.told || x.want == nil) {
			t.Errorf("%s: told %+v", x.what, said)
		}
	}
}

// Whatever character of a badge is replaced by whatever, it is no longer true.
func TestAlteredAnywhere(t *testing.T) {
	i := issuer(t)
	text, ring, all := issue(t, i, one(t)), i.Keys.Ring(), lists()
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	alter := func(at int, by byte) {
		if _, err := Verify(text[:at]+string(by)+text[at+1:], ring, all, over); by != text[at] && err == nil {
			t.Errorf("%q in place of %q at %d of %d is not noticed", by, text[at], at, len(text))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		alter(rapid.IntRange(0, len(text)-1).Draw(t, "at"), rapid.Byte().Draw(t, "by"))
	})
	first, last := strings.Index(text, "."), strings.LastIndex(text, ".")
	for at := range len(text) {
		if at > first && at < last && at%7 > 0 {
			continue // of what is signed, some
		}
		alter(at, alphabet[(strings.IndexByte(alphabet, text[at])+1)%64])
	}
	for _, by := range []byte(alphabet) { // the last one has bits that say nothing
		alter(len(text)-1, by)
	}
}

// What is issued is read back, whatever it says.
func TestIssueAndVerify(t *testing.T) {
	i, base, p := issuer(t), one(t), printer(t, "en")
	rapid.Check(t, func(t *rapid.T) {
		c := base
		c.ID, c.Number = seminar.NewID(), NewNumber(2026, rapid.IntRange(1, 1<<20).Draw(t, "serial"))
		c.Index = rapid.IntRange(0, 2*Entries-1).Draw(t, "index")
		c.Awarded = time.Unix(rapid.Int64Range(1_700_000_000, 1_800_000_000).Draw(t, "awarded"), 0).UTC()
		c.Issued = c.Awarded.Add(time.Duration(rapid.IntRange(0, 1e6).Draw(t, "later")) * time.Second)
		c.Claim.Credits = roll.Credit(rapid.IntRange(0, 100_000).Draw(t, "credits"))
		c.Claim.Name = seminar.Text{"en": "x" + rapid.String().Draw(t, "name")}
		text, err := i.Issue(c, "en", p)
		if err != nil {
			t.Fatal(err)
		}
		said, err := Verify(text, i.Keys.Ring(), lists(), c.Issued)
		if err != nil {
			t.Fatal(err)
		}
		index := said.Entry
		if said.List == site.Status(1) {
			index += Entries
		}
		if said.ID != c.ID || said.Number != c.Number || !said.Awarded.Equal(c.Awarded) || !said.Issued.Equal(c.Issued) || said.Credits != c.Claim.Credits ||
			said.Names[0] != c.Claim.Name["en"] || index != c.Index {
			t.Fatalf("%+v says %+v", c, said)
		}
	})
}

// A badge can be checked with nothing but the published keys, by somebody who knows
// JOSE and not us; the header holds what Open Badges allows and no more.
func TestVerifiedByOthers(t *testing.T) {
	i := issuer(t)
	text := issue(t, i, one(t))
	served, err := json.Marshal(i.Keys.Set(site))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(served), `"d"`) {
		t.Fatalf("a private key is served: %s", served)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(served, &set); err != nil {
		t.Fatal(err)
	}
	signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		t.Fatal(err)
	}
	found := set.Key(signed.Signatures[0].Header.KeyID)
	if len(found) != 1 || !strings.HasPrefix(found[0].KeyID, "https://aula.example.org/certificates/keys/") {
		t.Fatalf("keys %v for %q", found, signed.Signatures[0].Header.KeyID)
	}
	if _, err := signed.Verify(found[0]); err != nil {
		t.Error(err)
	}
	var header map[string]string
	b, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &header); err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"alg": "EdDSA", "kid": found[0].KeyID, "typ": "JWT"}; !reflect.DeepEqual(header, want) {
		t.Errorf("header %v", header)
	}
}

// After a rotation the new key signs, and what the old one has signed is still true.
func TestRotation(t *testing.T) {
	folder := t.TempDir()
	first, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	old := issue(t, Issuer{site, first}, one(t))
	second, err := Rotate(folder)
	if err != nil {
		t.Fatal(err)
	}
	fresh := issue(t, Issuer{site, second}, one(t))
	for _, text := range []string{old, fresh} {
		if _, err := Verify(text, second.Ring(), lists(), over); err != nil {
			t.Error(err)
		}
	}
	if _, err := Verify(fresh, first.Ring(), lists(), over); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("the older keys: %v", err)
	}
	if len(second.Ring()) != 2 || len(second.Set(site).Keys) != 2 {
		t.Errorf("%d keys", len(second.Ring()))
	}
}

// The thumbprint of RFC 8037, appendix A.3.
func TestKeyName(t *testing.T) {
	x, err := base64.RawURLEncoding.DecodeString("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
	if err != nil {
		t.Fatal(err)
	}
	if got := KeyName(x); got != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Errorf("%s", got)
	}
}
