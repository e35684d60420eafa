package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// wordHelp puts into the person's language what the command library words itself.
func (a *app) wordHelp(root *cobra.Command) {
	root.Flag("lang").DefValue = "" // else the help shows the language asked for as the default
	if a.language() != "zh" {
		return
	}
	root.SetUsageTemplate(strings.NewReplacer(
		"Usage:", "用法：",
		"Examples:", "示例：",
		"Available Commands:", "子命令：",
		"Global Flags:", "全局选项：",
		"Flags:", "选项：",
		"Additional help topics:", "其他主题：",
		`Use "{{.CommandPath}} [command] --help" for more information about a command.`, `用 "{{.CommandPath}} [command] --help" 查看某个命令的说明。`,
	).Replace(root.UsageTemplate()))
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short = "某个命令的说明"
		case "completion":
			c.Short = "生成 shell 的自动补全脚本"
		}
	}
	wordHelpFlag(root)
}

func wordHelpFlag(c *cobra.Command) {
	c.Flags().BoolP("help", "h", false, "显示说明")
	for _, sub := range c.Commands() {
		wordHelpFlag(sub)
	}
}

// languageFlag is the value of --lang among the arguments: help is worded
// before flags are read.
func languageFlag(args []string) string {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if v, ok := strings.CutPrefix(arg, "--lang="); ok {
			return v
		}
		if arg == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}
