package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/store"
)

// fail prints an error in its four parts and returns the exit code.
func (a *app) fail(err error) int {
	if err == nil {
		return fault.ExitOK
	}
	if errors.Is(err, context.Canceled) {
		a.note("已停止；进度已保存，再次运行将继续", "stopped; progress is saved, the next run goes on")
		if s, ok := errors.AsType[stopped](err); ok {
			return s.code()
		}
		return stopped{syscall.SIGINT}.code()
	}
	switch {
	case errors.Is(err, errDiff):
		return fault.ExitDiff
	case errors.Is(err, errUnhealthy):
		a.note("异常（%v）", "%v", err)
		return fault.ExitBug
	}
	f := store.FaultOf(err)
	if a.json {
		a.printJSON("tierloop.error/v1", errorJSON{Code: f.Code, What: f.What(a.language()), Where: f.Where, Text: f.Error(), Exit: f.Exit()})
	}
	fmt.Fprint(a.stderr, faultText(f, a.language()))
	return f.Exit()
}

type errorJSON struct {
	Code  string   `json:"code"`
	What  string   `json:"what"`
	Where []string `json:"where,omitempty"`
	Text  string   `json:"text"`
	Exit  int      `json:"exit"`
}

// errUnhealthy ends a healthcheck that got no good answer.
var errUnhealthy = errors.New("unhealthy")

// usage is an error of the command line.
func usage(format string, args ...any) error {
	return fault.New("E1001", phrase.Counted(format, args...))
}
