package airbyte

import (
	"time"

	"github.com/tierloop/tierloop/connectors"
)

const (
	pageMost = 1_000

	fullRefresh = "full_refresh"
	incremental = "incremental"
)

var options = []connectors.Option{
	{Name: "command", Type: connectors.OptList, Required: true, Example: "[/opt/sources/bin/source-hubspot]",
		Help: "the source and its first arguments, run without a shell", HelpZH: "source 程序及其开头参数，不经 shell 运行"},
	{Name: "config", Type: connectors.OptTree, Help: "the source's own configuration, with secrets as references", HelpZH: "source 自己的配置，密钥写成引用"},
	{Name: "env", Type: connectors.OptMap, Help: "environment variables of the source", HelpZH: "source 的环境变量"},
	{Name: "idle_timeout", Type: connectors.OptDuration, Default: 3 * time.Hour, Help: "ends a source that writes nothing for so long", HelpZH: "source 超过此时长没有输出则终止"},
	{Name: "total_timeout", Type: connectors.OptDuration, Default: time.Duration(0), Help: "ends a source that runs for so long; 0 is no limit", HelpZH: "source 运行超过此时长则终止；0 为不限"},
}

var objectOptions = []connectors.Option{
	{Name: "key", Type: connectors.OptList, Help: "key columns, dots for columns within columns; default is what the source defines", HelpZH: "键列，嵌套列用点号；默认取 source 的定义"},
	{Name: "sync_mode", Type: connectors.OptChoice, Choices: []string{fullRefresh, incremental},
		Help: "how the stream is read; default is incremental where the source can", HelpZH: "读取方式；source 支持时默认增量"},
	{Name: "cursor_field", Type: connectors.OptList, Help: "path of the column by which the source knows what is new, where it asks for one", HelpZH: "增量所依据的列的路径，source 要求时填写"},
	{Name: "modified", Type: connectors.OptString, Help: "column with the time of the last change; default the cursor field", HelpZH: "最后修改时间列；默认为增量列"},
	{Name: "deleted", Type: connectors.OptString, Default: "_ab_cdc_deleted_at", Help: "column that is filled or true when the row is gone", HelpZH: "有值或为真即表示该行已删除的列"},
}
