//go:build !unix

package bridge

import (
	"os"
	"os/exec"
)

// Without process groups only the program itself is ended.

func ownGroup(*exec.Cmd) {}

func endGroup(cmd *exec.Cmd, _ bool) { _ = cmd.Process.Kill() }

func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
