package main

import (
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

func (a *app) healthcheckCommand() *cobra.Command {
	var url string
	c := &cobra.Command{
		Use: "healthcheck", GroupID: "admin", Args: noArgs,
		Short:   a.say("询问 /healthz；供容器使用，0 正常，1 异常", "Ask /healthz, for containers: exit 0 or 1"),
		Example: `  tierloop healthcheck --url http://127.0.0.1:8080/healthz`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			client := http.Client{Timeout: 5 * time.Second}
			resp, err := client.Get(url)
			if err != nil {
				return fmt.Errorf("%w: %w", errUnhealthy, err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("%w: %s answers %s", errUnhealthy, url, resp.Status)
			}
			a.note("正常", "healthy")
			return nil
		},
	}
	c.Flags().StringVar(&url, "url", "http://127.0.0.1:8080/healthz", a.say("地址", "address"))
	return c
}
