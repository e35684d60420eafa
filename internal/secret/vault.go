package secret

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Vault holds secrets by name. On a disk it is a sealed JSON object.
type Vault map[string]string

// ReadVault opens the file; one that does not exist is empty.
func ReadVault(path string, keys *Keys) (Vault, error) {
	sealed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Vault{}, nil
	}
	if err != nil {
		return nil, err
	}
	clear, err := keys.Open(sealed)
	if err != nil {
		return nil, err
	}
	v := Vault{}
	if json.Unmarshal(clear, &v) != nil { // its error could quote a secret
		return nil, errors.New("it opens, but holds no JSON object of texts")
	}
	return v, nil
}

// Write seals the vault into the file, whole or not at all.
func (v Vault) Write(path string, keys *Keys) error {
	clear, err := json.Marshal(v)
	if err != nil {
		return err
	}
	sealed, err := keys.Seal(clear)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".secrets-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(sealed)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", f.Name(), err)
	}
	return os.Rename(f.Name(), path) // CreateTemp made it readable by its owner only
}
