// Package sealed makes words for addresses: the place where a list goes on, or what it was
// searched for. A word tells nothing to whoever sees the address, and none can be made
// up: addresses stand in histories, bookmarks, and logs of proxies.
package sealed

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
)

// ErrBad: a word that was not made here, or for something else.
var ErrBad = errors.New("a word of the address was changed, or belongs to another list")

// KeySize is how many bytes a key has.
const KeySize = 32

// Words makes words with the key of an installation, which it reads when the first is
// made. It is safe for concurrent use.
type Words struct {
	key func(context.Context) ([]byte, error)

	mu   sync.Mutex
	aead cipher.AEAD
}

// New makes words with a key of KeySize bytes.
func New(key func(context.Context) ([]byte, error)) *Words { return &Words{key: key} }

// Seal makes the word for a value. It is read for the same purpose alone, which says
// what the value is of.
func (m *Words) Seal(ctx context.Context, purpose string, v any) (string, error) {
	aead, err := m.opened(ctx)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nil, nil, text, []byte(purpose))), nil
}

// Open reads a word; ErrBad.
func (m *Words) Open(ctx context.Context, purpose, word string, into any) error {
	aead, err := m.opened(ctx)
	if err != nil {
		return err
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(word)
	if err != nil {
		return ErrBad
	}
	text, err := aead.Open(nil, nil, sealed, []byte(purpose))
	if err != nil || json.Unmarshal(text, into) != nil {
		return ErrBad
	}
	return nil
}

func (m *Words) opened(ctx context.Context) (cipher.AEAD, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.aead != nil {
		return m.aead, nil
	}
	key, err := m.key(ctx)
	if err != nil {
		return nil, err
	}
	if len(key) != KeySize {
		return nil, fmt.Errorf("the key of addresses has %d bytes, not %d", len(key), KeySize)
	}
	block, err := aes.NewCipher(key)
	if err == nil {
		m.aead, err = cipher.NewGCMWithRandomNonce(block)
	}
	return m.aead, err
}
