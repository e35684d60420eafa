package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/clock"
)

// version is set by the linker: -X main.version=1.2.3.
var version = "dev"

// run is the whole program: arguments in, exit code out.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return runApp(ctx, args, &app{stdin: stdin, stdout: stdout, stderr: stderr, clock: clock.System()})
}

func runApp(ctx context.Context, args []string, a *app) int {
	a.lang = languageFlag(args)
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	code := a.fail(err)
	if err := a.close(); err != nil {
		fmt.Fprintln(a.stderr, err)
	}
	return code
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tierloop",
		Short: a.say("集团客户统一与分级：拉取、合并、评级、写回", "Unify the customers of a group: pull, match, tier, write back"),
		Example: `  tierloop demo                 # the whole loop on sandbox systems, offline
  tierloop init && tierloop lint
  tierloop sync                 # pull → map → match → score → plan → apply → verify
  tierloop explain 中国移动`,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		Args:                       cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			text := fmt.Sprintf("unknown command %q", args[0])
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				text += fmt.Sprintf("; did you mean %q?", strings.Join(near, `" or "`))
			}
			return usage("%s", text)
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%v", err) })
	f := root.PersistentFlags()
	f.StringVarP(&a.config, "config", "c", "", a.say("配置文件（默认 tierloop.yaml 或 TIERLOOP_CONFIG）", "configuration file (default tierloop.yaml, or TIERLOOP_CONFIG)"))
	f.StringVar(&a.lang, "lang", a.lang, a.say("语言 zh 或 en（默认取自环境）", "language zh or en (default: from the environment)"))
	f.BoolVar(&a.json, "json", false, a.say("结果以一个 JSON 文档输出", "print the result as one JSON document"))
	f.BoolVarP(&a.quiet, "quiet", "q", false, a.say("只输出结果与错误", "print results and errors only"))
	f.BoolVarP(&a.verbose, "verbose", "v", false, a.say("输出详细日志", "log in detail"))
	f.BoolVar(&a.dump, "dump", false, a.say("把每个 HTTP 请求与应答（已脱敏）打印到 stderr", "print every HTTP request and answer, redacted, to stderr"))
	f.BoolVar(&a.logJSON, "log-json", false, a.say("日志采用 JSON 格式", "log as JSON"))
	root.AddGroup(
		&cobra.Group{ID: "start", Title: a.say("起步：", "Start:")},
		&cobra.Group{ID: "loop", Title: a.say("循环：", "The loop:")},
		&cobra.Group{ID: "look", Title: a.say("查看：", "Look:")},
		&cobra.Group{ID: "steward", Title: a.say("裁定：", "Decide:")},
		&cobra.Group{ID: "admin", Title: a.say("管理：", "Administer:")},
	)
	root.SetHelpCommandGroupID("admin")
	root.SetCompletionCommandGroupID("admin")
	for _, c := range a.commands() {
		root.AddCommand(c)
	}
	a.wordHelp(root)
	return root
}

// noArgs refuses arguments with a usage error.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%s takes no argument, found %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// oneArg wants exactly one argument.
func oneArg(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage("%s wants one %s, found %d {argument|arguments}", cmd.CommandPath(), name, len(args))
		}
		return nil
	}
}
