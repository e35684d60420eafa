package secret

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// Keys seal and open what lies on a disk. The first identity seals, every one
// opens: to change the key, put a new identity before the old ones and seal anew.
type Keys struct {
	first *age.X25519Identity
	all   []age.Identity
}

// header begins everything that age has sealed.
const header = "age-encryption.org/v1\n"

// NewIdentity makes a new identity: AGE-SECRET-KEY-1… and its public recipient.
func NewIdentity() (identity, recipient string, err error) {
	k, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", err
	}
	return k.String(), k.Recipient().String(), nil
}

// ParseKeys reads identities as age-keygen writes them: one a line, # comments.
// No error quotes the text.
func ParseKeys(text string) (*Keys, error) {
	k := &Keys{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		id, err := age.ParseX25519Identity(line)
		if err != nil {
			return nil, fmt.Errorf("line %d is no identity AGE-SECRET-KEY-1…", n)
		}
		if k.first == nil {
			k.first = id
		}
		k.all = append(k.all, id)
	}
	if k.first == nil {
		return nil, errors.New("it holds no identity AGE-SECRET-KEY-1…")
	}
	return k, nil
}

// Recipient is the public key that things are sealed to.
func (k *Keys) Recipient() string { return k.first.Recipient().String() }

// Seal encrypts.
func (k *Keys) Seal(clear []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, k.first.Recipient())
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(clear); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Open decrypts what Seal made with any of the identities.
func (k *Keys) Open(sealed []byte) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), k.all...)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Sealed says whether b is something sealed.
func Sealed(b []byte) bool { return bytes.HasPrefix(b, []byte(header)) }
