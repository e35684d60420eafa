package sqlsource

import (
	"time"

	"github.com/tierloop/tierloop/connectors"
)

const (
	maxPage  = 5000 // rows of one page
	maxFetch = 500  // ids of one Fetch
	maxPush  = 500  // rows of one transaction
	parallel = 4    // connections at once
)

var options = []connectors.Option{
	{Name: "driver", Type: connectors.OptChoice, Required: true, Choices: []string{"mysql", "postgres", "sqlite"},
		Help: "kind of database; mysql also serves MariaDB and TiDB", HelpZH: "数据库类型；MariaDB、TiDB 选 mysql"},
	{Name: "dsn", Type: connectors.OptString, Required: true, Secret: true, Example: "${env:ERP_DSN}",
		Help:   "address with user and password: user:pass@tcp(host:3306)/db, postgres://user:pass@host/db, or the path of an SQLite file",
		HelpZH: "含用户名和密码的地址：user:pass@tcp(host:3306)/db、postgres://user:pass@host/db，或 SQLite 文件路径"},
	{Name: "connect_timeout", Type: connectors.OptDuration, Default: 10 * time.Second,
		Help: "how long a connection may take to open", HelpZH: "建立连接的最长等待时间"},
	{Name: "query_timeout", Type: connectors.OptDuration, Default: 5 * time.Minute,
		Help: "how long one statement may take", HelpZH: "单条语句的最长执行时间"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 5 * time.Minute,
		Help:   "how far back an incremental pull reads again; make it longer than the longest transaction of the source",
		HelpZH: "增量拉取时向前重读的时长；应大于源库中最长事务的时长"},
	{Name: "time_zone", Type: connectors.OptString, Default: "UTC", Example: "Asia/Shanghai",
		Help:   "time zone of the modified column when its type has none; never applied to other values",
		HelpZH: "修改时间列的类型不含时区时所用的时区；不影响其他值"},
	{Name: "allow_ddl", Type: connectors.OptBool, Default: false,
		Help:   "let the command \"fields\" add missing columns by ALTER TABLE",
		HelpZH: "允许 fields 命令用 ALTER TABLE 新增缺少的列"},
}

var objectOptions = []connectors.Option{
	{Name: "table", Type: connectors.OptString, Example: "crm.customers",
		Help:   "table or view, with its schema if it is not the default one; the object's name if left out",
		HelpZH: "表或视图，可带模式名；省略时用对象名"},
	{Name: "query", Type: connectors.OptString,
		Help:   "a SELECT to read instead of the table; it is run as it stands, so only trusted people may edit it",
		HelpZH: "代替表的 SELECT 语句；会原样执行，只应由可信人员编辑"},
	{Name: "key", Type: connectors.OptList, Example: "customer_no",
		Help:   "column or columns that identify a row; the primary key if left out",
		HelpZH: "标识一行的一列或多列；省略时用主键"},
	{Name: "key_separator", Type: connectors.OptString, Default: "|",
		Help:   "one character between the parts of a key of several columns; inside a part it is written after a backslash",
		HelpZH: "多列主键各部分之间的一个分隔字符；部分之内的该字符前加反斜杠"},
	{Name: "modified", Type: connectors.OptString, Example: "updated_at",
		Help:   "column that grows at every change; without it every pull reads the whole table",
		HelpZH: "每次修改都会增大的列；不填则每次全量读取"},
	{Name: "deleted", Type: connectors.OptString, Example: "is_deleted",
		Help:   "column that marks a row as deleted; empty, 0, false, no, n and 否 mean not deleted",
		HelpZH: "标记删除的列；空、0、false、no、n、否 表示未删除"},
	{Name: "version", Type: connectors.OptString, Example: "row_version",
		Help:   "column that changes at every write; a write is refused when it has moved",
		HelpZH: "每次写入都会变化的列；已变化时拒绝写入"},
	{Name: "target_table", Type: connectors.OptString, Example: "crm.customer_tier",
		Help:   "table that takes the tiers instead of the customers' own table",
		HelpZH: "写入等级的另一张表，代替客户表本身"},
	{Name: "target_key", Type: connectors.OptList,
		Help: "key columns of target_table; the same names as key if left out", HelpZH: "target_table 的主键列；省略时与 key 同名"},
	{Name: "target_insert", Type: connectors.OptBool, Default: false,
		Help:   "add a row to target_table for a customer that has none there",
		HelpZH: "客户在 target_table 中没有行时新增一行"},
	{Name: "writable", Type: connectors.OptList, Example: "group_tier",
		Help:   "the only columns that may be written; check proves the right to update them",
		HelpZH: "唯一允许写入的列；check 会验证更新权限"},
}
