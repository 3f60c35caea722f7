package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"aula/internal/seminar"
)

// Cost of argon2id as OWASP's password storage cheat sheet has it: 19 MiB, two passes, one lane.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	keyBytes  = 32
)

// Shortest and longest passphrase, in characters.
const (
	MinPassphrase = 10
	MaxPassphrase = 200
)

// hashing bounds how many passphrases are hashed at once, so that a rush of sign-ins
// cannot take all memory and processors.
var hashing = make(chan struct{}, runtime.NumCPU())

// HashPassphrase returns what the store keeps of a passphrase. It returns an Invalid
// error for one that is too short or too long.
func HashPassphrase(ctx context.Context, passphrase string) (string, error) {
	if n := utf8.RuneCountInString(passphrase); n < MinPassphrase || n > MaxPassphrase {
		return "", seminar.Invalid("error.passphrase_length", "min", MinPassphrase, "max", MaxPassphrase)
	}
	var salt [16]byte
	_, _ = rand.Read(salt[:])
	key, err := derive(ctx, passphrase, salt[:])
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, enc.EncodeToString(salt[:]), enc.EncodeToString(key)), nil
}

// CheckPassphrase reports whether the passphrase belongs to the hash. An empty hash
// costs the same time and is never right, so that nobody can ask which names exist.
func CheckPassphrase(ctx context.Context, hash, passphrase string) (bool, error) {
	if utf8.RuneCountInString(passphrase) > MaxPassphrase {
		return false, nil
	}
	salt, want := make([]byte, 16), make([]byte, keyBytes)
	parts := strings.Split(hash, "$")
	known := len(parts) == 6 && parts[1] == "argon2id" && parts[3] == fmt.Sprintf("m=%d,t=%d,p=%d", memoryKiB, passes, lanes)
	if known {
		var err1, err2 error
		salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
		want, err2 = base64.RawStdEncoding.DecodeString(parts[5])
		known = err1 == nil && err2 == nil
	}
	got, err := derive(ctx, passphrase, salt)
	return err == nil && known && subtle.ConstantTimeCompare(got, want) == 1, err
}

func derive(ctx context.Context, passphrase string, salt []byte) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
		return argon2.IDKey([]byte(passphrase), salt, passes, memoryKiB, lanes, keyBytes), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
