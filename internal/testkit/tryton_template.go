package testkit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

var trytonModules = []string{"party", "sale", "account_invoice", "sale_opportunity"}

const trytonModuleDir = "/usr/lib/python3/dist-packages/trytond/modules" // Debian's place

// trytonTemplate returns a database file in which the modules are set up. It is
// made once per machine and set of module versions, in the user's cache directory.
var trytonTemplate = sync.OnceValues(func() (path string, err error) {
	admin, err := exec.LookPath("trytond-admin")
	if err != nil {
		return "", err
	}
	key, err := trytonVersions(admin)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "tierloop")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return "", fmt.Errorf("cache directory: %w", err)
	}
	path = filepath.Join(cache, "tryton-"+key+".sqlite")
	unlock, err := lockFile(path + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, setUpTryton(admin, cache, path)
})

// setUpTryton builds the database beside its final place and moves it there, so
// that a half-made one is never found.
func setUpTryton(admin, cache, path string) error {
	dir, err := os.MkdirTemp(cache, "setup-")
	if err != nil {
		return fmt.Errorf("directory for the set-up of Tryton: %w", err)
	}
	defer os.RemoveAll(dir)
	conf, err := trytonConf(dir, "127.0.0.1:0")
	if err != nil {
		return err
	}
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(trytonPassword+"\n"), 0o600); err != nil {
		return fmt.Errorf("password file: %w", err)
	}
	database := filepath.Join(dir, trytonDatabase+".sqlite")
	if err := os.WriteFile(database, nil, 0o600); err != nil {
		return fmt.Errorf("empty database: %w", err)
	}
	args := append([]string{"-c", conf, "-d", trytonDatabase, "--email", "admin@example.com",
		"--activate-dependencies", "-u"}, trytonModules...)
	var own *account
	if err := own.run(dir, []string{"TRYTONPASSFILE=" + password}, admin, args...); err != nil {
		return err
	}
	return os.Rename(database, path)
}

// trytonVersions is a short name for the server's and the modules' versions.
func trytonVersions(admin string) (string, error) {
	sum := sha256.New()
	version, err := exec.Command(admin, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask trytond-admin for its version: %w", err)
	}
	sum.Write(version)
	for _, module := range trytonModules {
		if _, err := os.Stat(filepath.Join(trytonModuleDir, module)); err != nil {
			return "", fmt.Errorf("module %s: %w", module, err)
		}
	}
	facts, _ := filepath.Glob(filepath.Join(trytonModuleDir, "*", "tryton.cfg")) // sorted; the pattern is well-formed
	for _, fact := range facts {
		f, err := os.Open(fact)
		if err != nil {
			return "", fmt.Errorf("version of a module: %w", err)
		}
		_, err = io.Copy(sum, f)
		f.Close()
		if err != nil {
			return "", fmt.Errorf("version of a module: %w", err)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}
