package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/configs"
)

func (a *app) tokenCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "token", GroupID: "admin", Args: noArgs,
		Short: a.say("HTTP API 的令牌：生成、列出、吊销", "Tokens of the HTTP API: create, list, revoke"),
		Long: a.say("令牌代表一个用户，权限不超过该用户，最长一年。修改密码、角色或停用用户时，其令牌一并失效。存储中只有令牌的校验值。",
			"A token stands for a user, may never do more than that user, and lives for a year at most. It ends with a new password, a new role, or when the user is disabled. The store keeps its hash only."),
		Example: `  tierloop token create crm-page --user bot@example.com --scope customers.read --days 90
  tierloop token list
  tierloop token revoke 3`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.tokenCreateCommand(), a.tokenListCommand(), a.tokenRevokeCommand())
	return c
}

func (a *app) tokenCreateCommand() *cobra.Command {
	var user string
	var scopes []string
	var days int
	c := &cobra.Command{
		Use: "create PURPOSE", Args: oneArg("purpose"),
		Short: a.say("生成令牌；只在此时显示一次", "Make a token; it is shown this once"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if user == "" {
				return usage("--user is missing: a token stands for a user")
			}
			return a.withGuard(cmd.Context(), func(_ *configs.Config, g *access.Guard) error {
				token, err := g.MakeToken(cmd.Context(), a.principal(), user, args[0], scopes, time.Duration(days)*24*time.Hour)
				if err != nil {
					return userFault(user, err)
				}
				if a.json {
					a.printJSON("tierloop.token/v1", map[string]any{"token": token, "user": user, "scopes": scopes, "days": days})
					return nil
				}
				fmt.Fprintln(a.stdout, token)
				return nil
			})
		},
	}
	known := make([]string, 0, len(access.Scopes()))
	for _, s := range access.Scopes() {
		known = append(known, string(s))
	}
	f := c.Flags()
	f.StringVar(&user, "user", "", a.say("令牌代表的用户", "user that the token stands for"))
	f.StringSliceVar(&scopes, "scope", []string{string(access.CustomersRead)}, a.say("范围（可重复）：", "scope (repeatable): ")+strings.Join(known, ", "))
	f.IntVar(&days, "days", 90, a.say("有效天数，最多 366", "days that it lives, 366 at most"))
	return c
}

// tokenJSON is one token of tierloop.tokens/v1.
type tokenJSON struct {
	ID      int64    `json:"id"`
	User    string   `json:"user"`
	Purpose string   `json:"purpose"`
	Scopes  []string `json:"scopes"`
	Expires string   `json:"expires"`
	Used    string   `json:"last_used,omitempty"`
}

func (a *app) tokenListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Args: noArgs,
		Short: a.say("列出令牌；不显示令牌本身", "List the tokens, never a token itself"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withGuard(cmd.Context(), func(cfg *configs.Config, g *access.Guard) error {
				users, err := g.Accounts(cmd.Context(), a.principal())
				if err != nil {
					return err
				}
				names := map[int64]string{}
				for _, u := range users {
					names[u.ID] = u.Name
				}
				tokens, err := g.Tokens(cmd.Context(), a.principal(), 0)
				if err != nil {
					return err
				}
				list := []tokenJSON{}
				rows := [][]string{{"id", a.say("用户", "user"), a.say("用途", "purpose"), a.say("范围", "scopes"), a.say("到期", "expires"), a.say("最近使用", "last used")}}
				for _, t := range tokens {
					j := tokenJSON{ID: t.ID, User: names[t.Account], Purpose: t.Name, Scopes: t.Scopes, Expires: t.Expires.In(cfg.Location).Format("2006-01-02 15:04")}
					if !t.Used.IsZero() {
						j.Used = t.Used.In(cfg.Location).Format("2006-01-02 15:04")
					}
					list = append(list, j)
					rows = append(rows, []string{strconv.FormatInt(t.ID, 10), j.User, j.Purpose, strings.Join(t.Scopes, " "), j.Expires, j.Used})
				}
				if a.json {
					a.printJSON("tierloop.tokens/v1", map[string]any{"tokens": list})
					return nil
				}
				a.table(rows)
				return nil
			})
		},
	}
}

func (a *app) tokenRevokeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Args: oneArg("id"),
		Short: a.say("吊销令牌", "Revoke a token"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usage("%q is no id of a token; tierloop token list shows them", args[0])
			}
			return a.withGuard(cmd.Context(), func(_ *configs.Config, g *access.Guard) error {
				err := g.RevokeToken(cmd.Context(), a.principal(), id)
				if errors.Is(err, access.ErrBadToken) {
					return usage("there is no token %d; tierloop token list shows them", id)
				}
				if err == nil {
					a.note("已吊销", "revoked")
				}
				return err
			})
		},
	}
}
