package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/connectors"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", GroupID: "admin", Args: noArgs,
		Short: a.say("版本与可连接的系统", "The version and the systems it can connect to"),
		RunE: func(*cobra.Command, []string) error {
			if !a.json {
				fmt.Fprintf(a.stdout, "tierloop %s %s/%s\n", version, runtime.GOOS, runtime.GOARCH)
				return nil
			}
			type system struct {
				Name  string `json:"name"`
				Title string `json:"title"`
				Kind  string `json:"kind"`
			}
			out := struct {
				Version string   `json:"version"`
				Go      string   `json:"go"`
				Systems []system `json:"systems"`
			}{Version: version, Go: runtime.Version()}
			for _, t := range connectors.Types() {
				out.Systems = append(out.Systems, system{t.Name, t.Title, t.Kind})
			}
			a.printJSON("tierloop.version/v1", out)
			return nil
		},
	}
}
