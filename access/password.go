package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/tierloop/tierloop/model"
)

// What a hash costs: OWASP's least of argon2id, 19 MiB and two passes.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	keyBytes  = 32
)

// Passwords are at least twelve characters, and short enough that hashing one
// costs no more than hashing another.
const (
	LeastPassword = 12
	mostPassword  = 256
)

// hashers is how many hashes are computed at a time: 38 MiB, whoever knocks.
const hashers = 2

// hasher computes hashes; the others wait their turn.
type hasher struct{ turns chan struct{} }

func newHasher() hasher { return hasher{make(chan struct{}, hashers)} }

func (h hasher) key(ctx context.Context, password string, salt []byte, memory, time uint32, threads uint8, n uint32) ([]byte, error) {
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
		return argon2.IDKey([]byte(password), salt, time, memory, threads, n), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash makes the text that is stored for a password: $argon2id$v=19$m=…,t=…,p=…$salt$key.
func (h hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	key, err := h.key(ctx, password, salt, memoryKiB, passes, lanes, keyBytes)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, b64(salt), b64(key)), nil
}

// verify says whether the password is the one of the hash, and whether the hash
// was made with other parameters than today's.
func (h hasher) verify(ctx context.Context, password, hash string) (ok, old bool, err error) {
	var version int
	var memory, time uint32
	var threads uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, errors.New("the stored password is no argon2id hash")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false, errors.New("the stored password has an unknown version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil || memory > 1<<20 || time == 0 || time > 16 || threads == 0 {
		return false, false, errors.New("the stored password has unusable parameters")
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err := errors.Join(err1, err2); err != nil || len(want) == 0 {
		return false, false, errors.New("the stored password cannot be read")
	}
	got, err := h.key(ctx, password, salt, memory, time, threads, uint32(len(want)))
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, memory != memoryKiB || time != passes || threads != lanes, nil
}

// ErrWeakPassword: too short, too long, or too like a name.
var ErrWeakPassword = errors.New("the password has fewer than 12 characters, more than 256 bytes, contains the name of the user or the group, or repeats very few characters")

// goodPassword says whether a new password will do where these names are known.
func goodPassword(password string, names ...string) error {
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	if !utf8.ValidString(password) || utf8.RuneCountInString(password) < LeastPassword || len(password) > mostPassword || len(different) < 5 || holdsName(password, names...) {
		return ErrWeakPassword
	}
	if broken(password) {
		return ErrBrokenPassword
	}
	return nil
}

// goodPassword says whether a new password will do for an account.
func (g *Guard) goodPassword(a model.Account, password string) error {
	return goodPassword(password, append([]string{a.Name, a.Label}, g.names...)...)
}
