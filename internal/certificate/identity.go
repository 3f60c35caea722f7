package certificate

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"aula/internal/seminar"
)

// identity is an IdentityObject of Open Badges 3.0: whom a badge is about.
type identity struct {
	Type   string `json:"type"`
	Hashed bool   `json:"hashed"`
	Hash   string `json:"identityHash"` // the words themselves where it is not hashed
	Kind   string `json:"identityType"`
	Salt   string `json:"salt,omitempty"`
}

const (
	kindName  = "name"
	kindEmail = "emailAddress"
)

// identities say who it is: the name in each of its languages, to be read by whoever is
// shown the badge, and the address, to be known again by whoever has it already.
func identities(name seminar.Text, email string) (list []identity) {
	for _, words := range ordered(name) {
		list = append(list, identity{Type: "IdentityObject", Kind: kindName, Hash: words})
	}
	if email != "" {
		salt := rand.Text()
		list = append(list, identity{Type: "IdentityObject", Kind: kindEmail, Hashed: true, Salt: salt, Hash: hash(email, salt)})
	}
	return list
}

// hash is an IdentityHash of Open Badges 3.0. Addresses are hashed in small letters.
func hash(identity, salt string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(identity)) + salt))
	return "sha256$" + hex.EncodeToString(sum[:])
}
