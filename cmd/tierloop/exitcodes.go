package main

import "github.com/spf13/cobra"

// exitCodesTopic is the help page of the exit codes: tierloop help exit-codes.
func (a *app) exitCodesTopic() *cobra.Command {
	return &cobra.Command{
		Use: "exit-codes", GroupID: "admin",
		Short: a.say("退出码的含义（帮助主题）", "What the exit codes mean (help topic)"),
		Long: a.say(`0    完成；也包括“无事可做”
1    意外故障（程序缺陷、磁盘、存储）          → 告警
2    用法错误：未知命令、参数、选项            → 改命令
3    配置、映射或策略有误（同 lint）           → 改配置
4    连接或登录失败                            → 查凭据与网络
5    已完成，但有行被拒绝、隔离或跳过          → 查看后重放
6    被闸门拦住或缺少批准；未写入任何内容      → 决定
7    另一运行正占用                            → 跳过
8    test 的用例未通过                         → 查看
9    计划已被新计划取代                        → 重新计划
10   仅 plan --exit-code：存在变更             → 批准
130  被 Ctrl-C 或 TERM 干净停止；进度已保存    → 重跑`,
			`0    done, also "nothing to do"
1    unexpected failure: a bug, the disk, the store     → page somebody
2    usage: unknown command, argument or flag           → mend the call
3    configuration, mapping or policy is wrong (lint)   → mend the configuration
4    a connection or login failed                       → check credentials and network
5    finished, some rows rejected, quarantined, skipped → look, then replay
6    held by a gate or lacking approval; nothing written → decide
7    another run holds the lock                         → skip
8    cases of test failed                               → look
9    the plan was superseded by a newer one             → plan again
10   plan --exit-code only: there are changes           → approve
130  stopped cleanly by Ctrl-C or TERM; progress saved  → run again`),
	}
}
