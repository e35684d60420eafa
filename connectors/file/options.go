package file

import (
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

const (
	maxPage = 5000
	maxPush = 5000    // rows of one result file
	maxCell = 1 << 20 // bytes of one cell
	maxRow  = 8 << 20 // bytes of one row
	maxCols = 2000    // cells of one row
)

var options = []connectors.Option{
	{Name: "folder", Type: connectors.OptPath, Required: true, Example: "/data/tierloop/in",
		Help: "folder in which files are dropped; a relative one starts at tierloop.yaml", HelpZH: "放入文件的文件夹；相对路径以 tierloop.yaml 所在处为起点"},
	{Name: "done", Type: connectors.OptPath, Default: "done",
		Help: "folder for files that are read, on the same disk", HelpZH: "存放已读文件的文件夹，须在同一磁盘"},
	{Name: "failed", Type: connectors.OptPath, Default: "failed",
		Help: "folder for files and rows that cannot be read, on the same disk", HelpZH: "存放无法读取的文件和行的文件夹，须在同一磁盘"},
	{Name: "out", Type: connectors.OptPath, Default: "out",
		Help: "folder for result files", HelpZH: "存放结果文件的文件夹"},
	{Name: "settle", Type: connectors.OptDuration, Default: 10 * time.Second,
		Help: "a file that changed this recently is still being copied and is left", HelpZH: "在此时长内变动过的文件视为仍在复制，暂不读取"},
}

var objectOptions = []connectors.Option{
	{Name: "pattern", Type: connectors.OptList, Example: "客户*.xlsx",
		Help:   "names of the object's files; the object's name and anything behind it, .csv, .tsv or .xlsx, if left out",
		HelpZH: "该对象的文件名模式；省略时为对象名开头的 .csv、.tsv、.xlsx"},
	{Name: "key", Type: connectors.OptList, Required: true, Example: "客户编号",
		Help: "column or columns that identify a row", HelpZH: "标识一行的一列或多列"},
	{Name: "encoding", Type: connectors.OptChoice, Default: "auto", Choices: []string{"auto", "utf-8", "gbk", "gb18030", "utf-16"},
		Help: "encoding of CSV files", HelpZH: "CSV 文件的编码"},
	{Name: "delimiter", Type: connectors.OptString, Default: "auto",
		Help: "character between cells, tab, or auto", HelpZH: "单元格之间的字符，tab 或 auto"},
	{Name: "sheet", Type: connectors.OptString,
		Help: "worksheet of Excel files; the first if left out", HelpZH: "Excel 工作表名；省略时为第一个"},
	{Name: "header_row", Type: connectors.OptInt, Default: 1,
		Help: "row with the column names, from 1", HelpZH: "列名所在的行号，从 1 开始"},
	{Name: "snapshot", Type: connectors.OptBool, Default: false,
		Help:   "each file is the complete list: what the newest does not hold is deleted",
		HelpZH: "每个文件都是完整清单：最新文件中没有的视为已删除"},
	{Name: "writeback", Type: connectors.OptBool, Default: true,
		Help: "the object takes tiers; switch off for orders", HelpZH: "该对象接收等级写回；订单请关闭"},
	{Name: "writable", Type: connectors.OptList, Example: "集团等级",
		Help:   "the only columns that result files may have, beside those added by the command \"fields\"; any if left out",
		HelpZH: "结果文件允许的列（另加 fields 命令新增的列）；省略时不限"},
	{Name: "result", Type: connectors.OptChoice, Default: "csv", Choices: []string{"csv", "xlsx"},
		Help: "form of the result files", HelpZH: "结果文件的格式"},
}

// object is the options of one object.
type object struct {
	name      string
	patterns  []string
	key       []string
	encoding  string
	delimiter string
	sheet     string
	headerRow int
	repeats   bool // the header may name a column twice
	snapshot  bool
	writeback bool
	result    string
	writable  []string
}

func (c *Connector) object(name string) object {
	cfg := c.cfg.Object(name)
	o := object{name: name, patterns: cfg.List("pattern"), key: cfg.List("key"), encoding: cfg.String("encoding"),
		delimiter: cfg.String("delimiter"), sheet: cfg.String("sheet"), headerRow: max(1, cfg.Int("header_row")),
		snapshot: cfg.Bool("snapshot"), writeback: cfg.Bool("writeback"), result: cfg.String("result"), writable: cfg.List("writable")}
	if len(o.patterns) == 0 {
		o.patterns = []string{name + "*.csv", name + "*.tsv", name + "*.xlsx"}
	}
	if o.delimiter == "tab" {
		o.delimiter = "\t"
	}
	for i := range o.key {
		o.key[i] = strings.TrimSpace(o.key[i])
	}
	return o
}

// configured finds an object, or says that there is none of that name.
func (c *Connector) configured(op, name string) (object, error) {
	if c.closed.Load() {
		return object{}, connectors.Closed(op, system, name)
	}
	if _, ok := c.cfg.Objects[name]; !ok {
		return object{}, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: system, Object: name,
			Said: "no such object is configured", Fix: connectors.DidYouMean(name, c.cfg.ObjectNames())}
	}
	return c.object(name), nil
}
