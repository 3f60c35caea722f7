package account

import (
	"context"
	"strings"
	"testing"

	"aula/internal/seminar"
)

func TestPassphrase(t *testing.T) {
	ctx := context.Background()
	hash, err := HashPassphrase(ctx, "a quiet river runs deep")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(hash, "river") {
		t.Fatal("the hash holds the passphrase")
	}
	for _, x := range []struct {
		hash, phrase string
		want         bool
	}{
		{hash, "a quiet river runs deep", true},
		{hash, "a quiet river runs deeP", false},
		{hash, "", false},
		{"", "", false},
		{"", "a quiet river runs deep", false},
		{"$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA", "a quiet river runs deep", false},
		{hash, strings.Repeat("x", MaxPassphrase+1), false},
	} {
		if got, err := CheckPassphrase(ctx, x.hash, x.phrase); got != x.want || err != nil {
			t.Errorf("check(%.12q…, %.24q) = %v, %v", x.hash, x.phrase, got, err)
		}
	}
	for _, bad := range []string{"", "short", "口令太短", strings.Repeat("长", MaxPassphrase+1)} {
		if _, err := HashPassphrase(ctx, bad); seminar.CodeOf(err) != seminar.CodeInvalid {
			t.Errorf("HashPassphrase(%.20q): %v", bad, err)
		}
	}
}

func TestSecretsDifferAndHashTheSame(t *testing.T) {
	a, b := Secret(), Secret()
	kept := string(Hash(a))
	if a == b || len(a) != 32 || string(Hash(a)) != kept || string(Hash(a)) == string(Hash(b)) {
		t.Fatalf("%q, %q", a, b)
	}
}
