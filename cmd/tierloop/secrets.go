package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/store"
)

func (a *app) secretsCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "secrets", GroupID: "admin", Args: noArgs,
		Short: a.say("封存的密钥：生成身份密钥、存取密钥库、重新封存令牌", "Sealed secrets: make the identity, fill the secrets file, seal tokens anew"),
		Long: a.say(`身份密钥（age）封存存储中的访问令牌，也打开 secrets.file 指定的密钥库；
配置中以 ${secret:NAME} 引用。更换身份密钥：把新密钥写在旧密钥之前的一行，
运行 tierloop secrets reseal，再删去旧密钥。`,
			`The identity (age) seals the access tokens in the store and opens the secrets file
that secrets.file names; configurations write ${secret:NAME}. To change the identity,
put the new one on a line before the old one, run tierloop secrets reseal, and take
the old one out.`),
		Example: `  tierloop secrets keygen identity.txt
  printf %s "$CRM_SECRET" | tierloop secrets set crm_secret
  tierloop secrets list
  tierloop secrets reseal`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.keygenCommand(), a.secretSetCommand(), a.secretListCommand(), a.secretRemoveCommand(), a.resealCommand())
	return c
}

func (a *app) keygenCommand() *cobra.Command {
	return &cobra.Command{
		Use: "keygen FILE", Args: cobra.ExactArgs(1),
		Short: a.say("生成身份密钥；已有的文件不会被覆盖", "Make an identity; a file that exists is never overwritten"),
		RunE: func(_ *cobra.Command, args []string) error {
			recipient, err := writeIdentity(args[0])
			if errors.Is(err, fs.ErrExist) {
				return usage("%s exists already; an identity is never overwritten, because what it sealed would be lost", args[0])
			}
			if err != nil {
				return usage("cannot write %s: %v", args[0], err)
			}
			fmt.Fprintln(a.stdout, recipient)
			a.note("请另行备份 %s：没有它就无法打开所封存的内容。在 tierloop.yaml 中写入 secrets: {identity: \"${file:%s}\"}",
				"keep a copy of %s elsewhere: without it nothing that it sealed can be opened. Write secrets: {identity: \"${file:%s}\"} in tierloop.yaml", args[0], args[0])
			return nil
		},
	}
}

// writeIdentity makes an identity file that only its owner can read.
func writeIdentity(path string) (recipient string, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	identity, recipient, err := secret.NewIdentity()
	if err == nil {
		_, err = fmt.Fprintf(f, "# public key: %s\n%s\n", recipient, identity)
	}
	return recipient, errors.Join(err, f.Close())
}

func (a *app) secretSetCommand() *cobra.Command {
	return &cobra.Command{
		Use: "set NAME", Args: cobra.ExactArgs(1),
		Short: a.say("从标准输入读取一个密钥并存入密钥库", "Read a secret from standard input and keep it"),
		RunE: func(_ *cobra.Command, args []string) error {
			if strings.TrimSpace(args[0]) != args[0] || args[0] == "" || strings.ContainsAny(args[0], "{}\r\n") {
				return usage("%q is no name that ${secret:NAME} could hold", args[0])
			}
			if a.stdinTerminal() {
				fmt.Fprintf(a.stderr, "%s: ", a.say("密钥（输入会显示在屏幕上；更稳妥的做法是用管道）", "secret (it shows while you type; a pipe is better)"))
			}
			value, err := a.readSecret()
			if err != nil {
				return err
			}
			if err := a.changeVault(func(v secret.Vault) error { v[args[0]] = value; return nil }); err != nil {
				return err
			}
			a.note("已存入；在配置中写 ${secret:%s}", "kept; write ${secret:%s} in the configuration", args[0])
			return nil
		},
	}
}

// readSecret takes standard input to its end, or one line of a terminal.
func (a *app) readSecret() (string, error) {
	in := io.Reader(io.LimitReader(a.stdin, 1<<20))
	if a.stdinTerminal() {
		line, _ := bufio.NewReader(in).ReadString('\n')
		in = strings.NewReader(line)
	}
	b, err := io.ReadAll(in)
	if err != nil {
		return "", usage("standard input: %v", err)
	}
	value := strings.TrimRight(string(b), "\r\n")
	if value == "" {
		return "", usage("standard input holds no secret")
	}
	return value, nil
}

func (a *app) secretListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Args: noArgs,
		Short: a.say("列出密钥库中的名称；不显示值", "List the names in the secrets file, never a value"),
		RunE: func(_ *cobra.Command, _ []string) error {
			cfg, err := a.loadConfig()
			if err != nil {
				return err
			}
			v, err := cfg.Vault()
			if err != nil {
				return err
			}
			names := slices.AppendSeq([]string{}, maps.Keys(v))
			slices.Sort(names)
			if a.json {
				a.printJSON("tierloop.secrets/v1", map[string]any{"names": names})
				return nil
			}
			for _, n := range names {
				fmt.Fprintln(a.stdout, n)
			}
			return nil
		},
	}
}

func (a *app) secretRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Args: cobra.ExactArgs(1),
		Short: a.say("从密钥库中删除一个密钥", "Take a secret out of the secrets file"),
		RunE: func(_ *cobra.Command, args []string) error {
			err := a.changeVault(func(v secret.Vault) error {
				if _, ok := v[args[0]]; !ok {
					return fault.New("E1304", args[0])
				}
				delete(v, args[0])
				return nil
			})
			if err == nil {
				a.note("已删除", "removed")
			}
			return err
		},
	}
}

// changeVault opens the secrets file, changes it and seals it again.
func (a *app) changeVault(change func(secret.Vault) error) error {
	cfg, err := a.loadConfig()
	if err != nil {
		return err
	}
	v, err := cfg.Vault()
	if err != nil {
		return err
	}
	if err := change(v); err != nil {
		return err
	}
	return a.sealVault(cfg, v)
}

func (a *app) sealVault(cfg *configs.Config, v secret.Vault) error {
	keys, err := cfg.Keys()
	if err != nil {
		return err
	}
	if err := v.Write(cfg.SecretsFile(), keys); err != nil {
		return usage("%v", err)
	}
	return nil
}

func (a *app) resealCommand() *cobra.Command {
	return &cobra.Command{
		Use: "reseal", Args: noArgs,
		Short: a.say("用第一把身份密钥重新封存密钥库与全部令牌", "Seal the secrets file and all tokens anew with the first identity"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.loadConfig()
			if err != nil {
				return err
			}
			keys, err := cfg.Keys()
			if err != nil {
				return err
			}
			if keys == nil {
				return fault.New("E1013").At("secrets.identity")
			}
			if cfg.SecretsFile() != "" {
				v, err := cfg.Vault()
				if err != nil {
					return err
				}
				if err := a.sealVault(cfg, v); err != nil {
					return err
				}
			}
			db, err := a.openStore(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			n, err := reseal(cmd.Context(), db, keys)
			if err != nil {
				return err
			}
			devices, err := resealFactors(cmd.Context(), db, keys)
			if err != nil {
				return err
			}
			a.note("已重新封存；令牌 %d 个，双重验证设备 %d 个", "sealed anew; tokens: %d, devices of second factors: %d", n, devices)
			return nil
		},
	}
}

// reseal seals every token of the store. One that somebody renews meanwhile is
// sealed by them.
func reseal(ctx context.Context, db *store.DB, keys *secret.Keys) (n int, err error) {
	tokens, err := db.Tokens(ctx)
	if err != nil {
		return 0, err
	}
	for _, t := range tokens {
		if secret.Sealed(t.Value) {
			if t.Value, err = keys.Open(t.Value); err != nil {
				return n, fault.New("E1307", t.Name).At("source " + t.Source).Because(err)
			}
		}
		if t.Value, err = keys.Seal(t.Value); err != nil {
			return n, err
		}
		if _, err = db.SwapToken(ctx, t); err != nil && !errors.Is(err, store.ErrConflict) {
			return n, err
		}
		n++
	}
	return n, nil
}

// resealFactors seals what makes the codes of devices.
func resealFactors(ctx context.Context, db *store.DB, keys *secret.Keys) (n int, err error) {
	all, err := db.SecondFactors(ctx)
	if err != nil {
		return 0, err
	}
	for _, f := range all {
		err := db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			now, err := tx.SecondFactor(ctx, f.Account) // a code may have been taken meanwhile
			if err != nil || len(now.Secret)+len(now.Next) == 0 {
				return err
			}
			for _, s := range []*[]byte{&now.Secret, &now.Next} {
				if *s, err = sealedAnew(keys, *s); err != nil {
					return fault.New("E1307", "second factor").At(fmt.Sprintf("account %d", f.Account)).Because(err)
				}
			}
			return tx.SaveSecondFactor(ctx, now)
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// sealedAnew seals by the first identity what any of them opens; nothing stays nothing.
func sealedAnew(keys *secret.Keys, stored []byte) (_ []byte, err error) {
	if len(stored) == 0 {
		return stored, nil
	}
	if secret.Sealed(stored) {
		if stored, err = keys.Open(stored); err != nil {
			return nil, err
		}
	}
	return keys.Seal(stored)
}
