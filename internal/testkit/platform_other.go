//go:build !linux

package testkit

import "syscall"

// attributes: elsewhere servers run as ourselves and outlive a killed test.
func attributes(*account, syscall.Signal) *syscall.SysProcAttr { return nil }

// lockFile: elsewhere two processes may do the same work; the last rename wins.
func lockFile(string) (unlock func(), err error) { return func() {}, nil }

// alive: elsewhere nothing is swept.
func alive(int) bool { return true }
