package bridge

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/tierloop/tierloop/connectors"
)

// Stored is a configuration that a program may change while it runs: a refresh
// token that is used once has to be kept at once, or the next run is locked out.
type Stored struct {
	Env  connectors.Env
	Base map[string]any // as configured

	current []byte
	version int64
}

// changed is what lies in the token store.
type changed struct {
	Base   string          `json:"base"` // hash of the configuration that was changed
	Config json.RawMessage `json:"config"`
}

const storedName = "config"

// Load is the configuration to hand to the program: what it changed last, unless
// somebody has edited ours since.
func (s *Stored) Load(ctx context.Context) ([]byte, error) {
	base, err := json.Marshal(s.Base)
	if err != nil {
		return nil, err
	}
	s.current = base
	if s.Env.Tokens == nil {
		return base, nil
	}
	t, err := s.Env.Tokens.LoadToken(ctx, s.Env.Source, storedName)
	if err != nil {
		return nil, err
	}
	s.version = t.Version
	var c changed
	if t.Value != "" && json.Unmarshal([]byte(t.Value), &c) == nil && c.Base == hash(base) {
		s.current = c.Config
	}
	return s.current, nil
}

// Save keeps what the program made of the configuration, when it differs.
func (s *Stored) Save(ctx context.Context, config []byte) error {
	var compact bytes.Buffer
	if json.Compact(&compact, config) != nil || bytes.Equal(compact.Bytes(), s.current) || s.Env.Tokens == nil {
		return nil // half-written, or as it was
	}
	base, err := json.Marshal(s.Base)
	if err != nil {
		return err
	}
	value, err := json.Marshal(changed{hash(base), compact.Bytes()})
	if err != nil {
		return err
	}
	for {
		stored, won, err := s.Env.Tokens.SwapToken(ctx, s.Env.Source, storedName, s.version, connectors.Token{Value: string(value)})
		if err != nil {
			return err
		}
		s.version = stored.Version
		if won {
			s.current = bytes.Clone(compact.Bytes())
			return nil
		}
	}
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
