package singer

import (
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/bridge"
)

const (
	pageMost = 1_000

	fullTable   = "full_table"
	incremental = "incremental"
	logBased    = "log_based"
)

var options = []connectors.Option{
	{Name: "command", Type: connectors.OptList, Required: true, Example: "[/opt/taps/bin/tap-hubspot]",
		Help: "the tap and its first arguments, run without a shell", HelpZH: "tap 程序及其开头参数，不经 shell 运行"},
	{Name: "config", Type: connectors.OptTree, Help: "the tap's own configuration, with secrets as references", HelpZH: "tap 自己的配置，密钥写成引用"},
	{Name: "catalog", Type: connectors.OptPath, Help: "a catalog file, for taps that have no --discover", HelpZH: "catalog 文件，用于没有 --discover 的 tap"},
	{Name: "properties", Type: connectors.OptBool, Default: false, Help: "an old tap that takes --properties instead of --catalog", HelpZH: "旧式 tap，用 --properties 代替 --catalog"},
	{Name: "env", Type: connectors.OptMap, Help: "environment variables of the tap", HelpZH: "tap 的环境变量"},
	{Name: "idle_timeout", Type: connectors.OptDuration, Default: time.Hour, Help: "ends a tap that writes nothing for so long", HelpZH: "tap 超过此时长没有输出则终止"},
	{Name: "total_timeout", Type: connectors.OptDuration, Default: time.Duration(0), Help: "ends a tap that runs for so long; 0 is no limit", HelpZH: "tap 运行超过此时长则终止；0 为不限"},
}

var objectOptions = []connectors.Option{
	{Name: "key", Type: connectors.OptList, Help: "key columns, where the tap names none or wrong ones", HelpZH: "键列；tap 未给出或有误时填写"},
	{Name: "replication", Type: connectors.OptChoice, Choices: []string{fullTable, incremental, logBased},
		Help: "how the tap reads the stream; default is what its catalog says", HelpZH: "tap 读取该流的方式；默认依 catalog"},
	{Name: "replication_key", Type: connectors.OptString, Help: "column by which the tap knows what is new", HelpZH: "用于增量的列"},
	{Name: "modified", Type: connectors.OptString, Help: "column with the time of the last change; default the replication key", HelpZH: "最后修改时间列；默认为增量列"},
	{Name: "deleted", Type: connectors.OptString, Default: "_sdc_deleted_at", Help: "column that is filled or true when the row is gone", HelpZH: "有值或为真即表示该行已删除的列"},
}

// program is the tap, ready to run.
func (c *Connector) program() *bridge.Program {
	p := &bridge.Program{Args: c.cfg.List("command"), Env: c.cfg.Map("env"), Idle: c.cfg.Duration("idle_timeout"), Total: c.cfg.Duration("total_timeout"),
		Log: c.env.Log, Hide: bridge.Secrets(c.stored.Base, nil)}
	for _, v := range c.cfg.Map("env") {
		if len(v) > 7 && !strings.Contains(v, "/") {
			p.Hide = append(p.Hide, v) // a secret, as likely as not
		}
	}
	return p
}
