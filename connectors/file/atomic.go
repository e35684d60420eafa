package file

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
)

// writeFile writes a whole file beside its place and renames it there: a reader
// sees the old or the new one, after a power cut too.
func writeFile(path string, fill func(*bufio.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tierloop-*.tmp")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	err = fill(w)
	// Whoever shares the folder by its group may read the results.
	if err = errors.Join(err, f.Chmod(0o640), w.Flush(), f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // best effort: the error above is what counts
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync() // not every system can
		_ = dir.Close()
	}
	return nil
}
