//go:build !unix

package file

import "os"

// lock only makes the folder: on this system one process at a time may write.
func lock(folder string) (unlock func(), err error) {
	return func() {}, os.MkdirAll(folder, 0o750)
}
