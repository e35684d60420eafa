package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
)

func (a *app) userCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "user", GroupID: "admin", Args: noArgs,
		Short: a.say("控制台的用户：添加、列出、改密码、重置双重验证、停用", "Users of the console: add, list, password, second factor, disable"),
		Long: a.say("密码只从终端或标准输入读取，不接受参数。修改密码、角色或停用会立即结束该用户的全部登录，并记入审计日志。",
			"Passwords are read from the terminal or standard input, never from an argument. A new password, a new role and disabling end all logins of the user at once, and stand in the audit log."),
		Example: `  tierloop user add chen --role steward --label 陈知夏
  printf %s "$PASSWORD" | tierloop user add bot@example.com --role viewer --unit east
  tierloop user list`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.userAddCommand(), a.userListCommand(), a.userPasswordCommand(), a.userDisableCommand(), a.userEnableCommand(), a.userResetFactorCommand())
	return c
}

// withGuard opens the store and its guard.
func (a *app) withGuard(ctx context.Context, fn func(*configs.Config, *access.Guard) error) error {
	cfg, err := a.loadConfig()
	if err != nil {
		return err
	}
	db, err := a.openStore(ctx, cfg)
	if err != nil {
		return err
	}
	guard, err := access.NewGuard(ctx, db, a.clock, a.logger())
	if err != nil {
		return err
	}
	guard.UseNames(placeNames(cfg)...)
	return fn(cfg, guard)
}

// placeNames are what people here would think of first for a password.
func placeNames(cfg *configs.Config) []string { return []string{"TierLoop", cfg.File.Group.Name} }

func (a *app) userAddCommand() *cobra.Command {
	var p access.Person
	var role string
	var clear bool
	c := &cobra.Command{
		Use: "add NAME", Args: oneArg("name"),
		Short: a.say("添加用户；密码从终端或标准输入读取", "Add a user; the password comes from the terminal or standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p.Name, p.Role = args[0], model.Role(role)
			if !clear {
				p.Masked = access.Mask(p.Role)
			}
			return a.withGuard(cmd.Context(), func(cfg *configs.Config, g *access.Guard) error {
				for _, u := range p.Units {
					if !knownUnit(cfg, u) {
						return usage("the configuration has no unit %q", u)
					}
				}
				password, err := a.readPassword()
				if err != nil {
					return err
				}
				if err := g.AddAccountWithPassword(cmd.Context(), a.principal(), p, password); err != nil {
					return userFault(args[0], err)
				}
				a.note("已添加 %s", "added %s", args[0])
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVar(&role, "role", string(model.Viewer), a.say("角色：", "role: ")+strings.Join(roleNames(), ", "))
	f.StringVar(&p.Label, "label", "", a.say("显示名称", "name to show"))
	f.StringSliceVar(&p.Units, "unit", nil, a.say("只能看到的业务单元（可重复；默认整个集团）", "business unit that the user is limited to (repeatable; default: the whole group)"))
	f.BoolVar(&clear, "unmasked", false, a.say("不遮盖个人信息", "show personal data in clear"))
	return c
}

func knownUnit(cfg *configs.Config, id string) bool {
	for _, u := range cfg.File.Units {
		if u.ID == id {
			return true
		}
	}
	return len(cfg.File.Units) == 0 // units are not declared, so not checked
}

func roleNames() []string {
	out := make([]string, len(access.Roles))
	for i, r := range access.Roles {
		out[i] = string(r)
	}
	return out
}

// userJSON is one user of tierloop.users/v1.
type userJSON struct {
	Name     string   `json:"name"`
	Label    string   `json:"label,omitempty"`
	Role     string   `json:"role"`
	Units    []string `json:"units"` // null: the whole group
	Masked   []string `json:"masked,omitempty"`
	Disabled bool     `json:"disabled"`
	Password bool     `json:"password"`
	Factor   bool     `json:"second_factor"`
	Login    string   `json:"last_login,omitempty"`
}

func (a *app) userListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Args: noArgs,
		Short: a.say("列出用户", "List the users"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withGuard(cmd.Context(), func(cfg *configs.Config, g *access.Guard) error {
				users, err := g.Accounts(cmd.Context(), a.principal())
				if err != nil {
					return err
				}
				list := []userJSON{}
				rows := [][]string{{a.say("用户名", "name"), a.say("显示名称", "label"), a.say("角色", "role"), a.say("业务单元", "units"), a.say("状态", "state"), a.say("双重验证", "second factor"), a.say("最近登录", "last login")}}
				for _, u := range users {
					j := userJSON{Name: u.Name, Label: u.Label, Role: string(u.Role), Units: u.Units, Masked: u.Masked, Disabled: !u.Disabled.IsZero(), Password: u.Password != "", Factor: !u.Factor.IsZero()}
					units, state := a.say("全部", "all"), a.say("正常", "active")
					if u.Units != nil {
						units = strings.Join(u.Units, " ")
					}
					switch {
					case j.Disabled:
						state = a.say("已停用", "disabled")
					case !j.Password:
						state = a.say("无密码", "no password")
					}
					if !u.LastLogin.IsZero() {
						j.Login = u.LastLogin.In(cfg.Location).Format("2006-01-02 15:04")
					}
					list = append(list, j)
					rows = append(rows, []string{u.Name, u.Label, j.Role, units, state, a.tick(j.Factor), j.Login})
				}
				if a.json {
					a.printJSON("tierloop.users/v1", map[string]any{"users": list})
					return nil
				}
				a.table(rows)
				return nil
			})
		},
	}
}

func (a *app) userPasswordCommand() *cobra.Command {
	return &cobra.Command{
		Use: "password NAME", Args: oneArg("name"),
		Short: a.say("设置新密码；该用户的全部登录立即结束", "Set a new password; all logins of the user end"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withGuard(cmd.Context(), func(_ *configs.Config, g *access.Guard) error {
				password, err := a.readPassword()
				if err != nil {
					return err
				}
				if err := g.SetPassword(cmd.Context(), a.principal(), args[0], password); err != nil {
					return userFault(args[0], err)
				}
				a.note("已修改 %s 的密码", "the password of %s is changed", args[0])
				return nil
			})
		},
	}
}

func (a *app) userDisableCommand() *cobra.Command {
	return a.userSwitch("disable NAME", a.say("停用用户，结束其全部登录", "Disable a user and end all its logins"), "已停用 %s", "%s is disabled", (*access.Guard).Disable)
}

func (a *app) userEnableCommand() *cobra.Command {
	return a.userSwitch("enable NAME", a.say("重新启用用户", "Enable a disabled user"), "已启用 %s", "%s is enabled", (*access.Guard).Enable)
}

func (a *app) userResetFactorCommand() *cobra.Command {
	return a.userSwitch("reset-factor NAME", a.say("重置双重验证：设备与恢复码都已丢失时；全部登录与令牌立即结束", "Reset the second factor, for whoever lost the device and the recovery codes; all logins and tokens end"),
		"已重置 %s 的双重验证；在设置新设备之前仅凭密码即可登录", "the second factor of %s is reset; the password alone is enough until a new device is set up", (*access.Guard).ResetFactor)
}

func (a *app) userSwitch(use, short, zh, en string, act func(*access.Guard, context.Context, model.Principal, string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Args: oneArg("name"), Short: short,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withGuard(cmd.Context(), func(_ *configs.Config, g *access.Guard) error {
				if err := act(g, cmd.Context(), a.principal(), args[0]); err != nil {
					return userFault(args[0], err)
				}
				a.note(zh, en, args[0])
				return nil
			})
		},
	}
}

// readPassword asks twice on a terminal, without showing what is typed, and else
// takes standard input.
func (a *app) readPassword() (string, error) {
	if !a.stdinTerminal() {
		return a.readSecret()
	}
	f := a.stdin.(*os.File)
	ask := func(text string) ([]byte, error) {
		fmt.Fprint(a.stderr, text)
		defer fmt.Fprintln(a.stderr)
		return term.ReadPassword(int(f.Fd()))
	}
	first, err := ask(a.say("新密码：", "new password: "))
	if err != nil {
		return "", usage("the terminal: %v", err)
	}
	again, err := ask(a.say("再输入一次：", "once more: "))
	if err != nil {
		return "", usage("the terminal: %v", err)
	}
	if !bytes.Equal(first, again) {
		return "", usage("the two passwords differ")
	}
	return string(first), nil
}

// userFault words what the guard objects to.
func userFault(name string, err error) error {
	for _, known := range []error{access.ErrWeakPassword, access.ErrBrokenPassword, access.ErrNameTaken, access.ErrBadName, access.ErrBadRole, access.ErrLastAdmin, access.ErrUnknown, access.ErrBadScope, access.ErrBadExpiry} {
		if errors.Is(err, known) {
			return fault.New("E1040", name).Because(err)
		}
	}
	return err
}
