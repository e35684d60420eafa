package configs

import (
	"errors"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
)

// secrets checks the rule without reading a secret.
func (l *loader) secrets() {
	s := &l.cfg.File.Secrets
	l.reference("secrets.identity", s.Identity)
	switch {
	case s.Identity == "" && s.File != "":
		l.fail("secrets.identity", "E1013", "secrets.identity is missing, without which secrets.file cannot be opened",
			"run tierloop secrets keygen identity.txt and write identity: ${file:identity.txt}")
	case s.Identity != "" && !secret.IsReference(s.Identity):
		l.fail("secrets.identity", "E1301", "the identity is written in clear", "write ${file:PATH}, or ${env:NAME} and set that variable")
	}
}

// SecretsFile is the path of the sealed secrets, "" when none is named.
func (c *Config) SecretsFile() string { return c.path(c.File.Secrets.File) }

// Keys are what seals tokens and secrets; nil when no identity is configured.
func (c *Config) Keys() (*secret.Keys, error) {
	if c.File.Secrets.Identity == "" {
		return nil, nil
	}
	text, err := secret.Resolver{Dir: c.Dir}.Expand(c.File.Secrets.Identity)
	if err != nil {
		return nil, secretFault(err, "secrets.identity")
	}
	keys, err := secret.ParseKeys(text)
	if err != nil {
		return nil, fault.New("E1305").At("secrets.identity").Because(err)
	}
	return keys, nil
}

// Vault opens the sealed secrets.
func (c *Config) Vault() (secret.Vault, error) {
	keys, err := c.Keys()
	if err != nil {
		return nil, err
	}
	path := c.SecretsFile()
	if keys == nil || path == "" {
		return nil, fault.New("E1013").At("secrets.file")
	}
	v, err := secret.ReadVault(path, keys)
	if err != nil {
		return nil, fault.New("E1306", path).Because(err)
	}
	return v, nil
}

// resolver resolves the references of this configuration. The sealed file is
// opened by the first reference to it.
func (c *Config) resolver() secret.Resolver {
	r := secret.Resolver{Dir: c.Dir}
	if c.File.Secrets.File == "" {
		return r
	}
	var vault secret.Vault
	r.Vault = func() (secret.Vault, error) {
		var err error
		if vault == nil {
			vault, err = c.Vault()
		}
		return vault, err
	}
	return r
}

// StoreDSN is the store's address with its secrets read.
func (c *Config) StoreDSN() (string, error) {
	dsn, err := c.resolver().Expand(c.File.Store.DSN)
	if err != nil {
		return "", secretFault(err, "store.dsn")
	}
	return dsn, nil
}

// secretFault words a reference that leads nowhere.
func secretFault(err error, where string) error {
	m, ok := errors.AsType[*secret.Missing](err)
	if !ok {
		return err
	}
	switch m.Kind {
	case "file":
		return fault.New("E1303", m.Name).Because(m.Err).At(where)
	case "secret":
		return fault.New("E1304", m.Name).At(where)
	}
	return fault.New("E1302", m.Name).At(where)
}
