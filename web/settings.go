package web

import (
	"runtime/debug"

	"github.com/tierloop/tierloop/model"
)

// Setting is one line of the settings page; it holds no secret.
type Setting struct {
	What  model.Text
	Value string
}

type settingsView struct {
	Settings []Setting
	Go       string
	Modules  []*debug.Module // what the program is built from
}

func (c *Console) settingsPage(v *visit) error {
	data := settingsView{Settings: c.Settings}
	if info, ok := debug.ReadBuildInfo(); ok {
		data.Go, data.Modules = info.GoVersion, info.Deps
	}
	return v.show("settings", data)
}
