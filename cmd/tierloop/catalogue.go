package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
)

func init() {
	fault.Add(
		fault.Entry{Code: "E3401", Exit: fault.ExitConnection, EN: "channel %s did not take the message", ZH: "渠道 %s 未接收消息",
			FixEN: "correct url, sign or the robot's security under notify, then tierloop notify test", FixZH: "修正 notify 下的 url、sign 或机器人的安全设置，再运行 tierloop notify test"},
		fault.Entry{Code: "E4004", Exit: fault.ExitBug, EN: "the store is damaged", ZH: "存储已损坏",
			FixEN: "put the last backup back; tierloop pull --full then brings what is newer", FixZH: "恢复最近的备份；随后用 tierloop pull --full 补齐之后的数据"},
		fault.Entry{Code: "E4005", Exit: fault.ExitBug, EN: "the store %s may be read by others (%s)", ZH: "存储 %s 可被其他用户读取（%s）",
			FixEN: "chmod 600 the file, chmod 700 its folder", FixZH: "将文件权限改为 600，所在目录改为 700"},
		fault.Entry{Code: "E4006", Exit: fault.ExitBug, EN: "the disk of %s has %d MB left", ZH: "%s 所在磁盘仅剩 %d MB",
			FixEN: "make room, or move the store to a larger disk", FixZH: "清理空间，或把存储移到更大的磁盘"},
		fault.Entry{Code: "E4007", Exit: fault.ExitConfig, EN: "%d {token or key of a second factor lies|tokens or keys of second factors lie} in the store in clear", ZH: "存储中有 %d 个令牌或双重验证密钥未封存",
			FixEN: "write secrets.identity (tierloop secrets keygen makes one), then tierloop secrets reseal",
			FixZH: "配置 secrets.identity（用 tierloop secrets keygen 生成），再运行 tierloop secrets reseal"},
		fault.Entry{Code: "E4008", Exit: fault.ExitBug, EN: "the audit log is not as it was written, or was written anew", ZH: "审计日志与写入时不符，或已被重写",
			FixEN: "compare it with a backup, and with what the logs of the server kept; find out who can write to the store", FixZH: "与备份及服务器日志中留存的内容比对，并查明谁能写入存储"},
		fault.Entry{Code: "E6012", Exit: fault.ExitGate, EN: "legal hold %d stands (%s): nothing that it covers is erased", ZH: "法律保全 %d 生效中（%s）：所涉内容不得删除",
			FixEN: "ask who began it; tierloop purge holds lists them, tierloop purge release ID --reason TEXT ends one", FixZH: "请联系设置人；tierloop purge holds 可列出，tierloop purge release 编号 --reason 原因 可解除"},
		fault.Entry{Code: "E5003", Exit: fault.ExitConnection, EN: "the provider of single sign-on at %s gives no usable answer", ZH: "单点登录服务 %s 没有给出可用的应答",
			FixEN: "open ISSUER/.well-known/openid-configuration from this machine: it has to answer, over a certificate that is trusted here, with the same issuer to the letter; a host of your own network is named under outbound.allow. Until then people come in by their passwords, or by the account of break_glass",
			FixZH: "在本机打开 ISSUER/.well-known/openid-configuration：须能应答、证书受本机信任，且其中的 issuer 与配置逐字一致；内网主机请写入 outbound.allow。恢复之前只能用密码登录，或使用 break_glass 账户"},
		fault.Entry{Code: "E9002", Exit: fault.ExitBug, EN: "the clock of this machine says %s", ZH: "本机时钟为 %s",
			FixEN: "set the clock; logins and windows depend on it", FixZH: "校准时钟；登录与时间窗都依赖它"},
	)
}

// codeEntry is one code of any room, as errors.md and dlq show it.
type codeEntry struct {
	Code    string
	Exit    string
	Meaning model.Text
	Fix     model.Text
}

// roomCodes are the codes of findings that the pure rooms make; each finding
// has a sentence of its own, and these say what the code stands for.
var roomCodes = []codeEntry{
	{"E1401", "3", model.Text{ZH: "匹配规则的值不合理", EN: "a value of the matching rules makes no sense"}, model.Text{ZH: "按提示的范围改正 matching 下的值", EN: "correct the value under matching as told"}},
	{"E1501", "3", model.Text{ZH: "策略中的值不在允许范围内", EN: "a value of the policy is not among the allowed ones"}, model.Text{ZH: "改成列出的允许值", EN: "use one of the values listed"}},
	{"E1502", "3", model.Text{ZH: "策略缺少必需的键", EN: "the policy lacks a key"}, model.Text{ZH: "补上该键", EN: "add the key"}},
	{"E1503", "3", model.Text{ZH: "策略引用了未声明的名称", EN: "the policy uses a name that nothing declares"}, model.Text{ZH: "改正名称，或先声明它", EN: "correct the name, or declare it"}},
	{"E1504", "3", model.Text{ZH: "指标表达式无法读取", EN: "an expression of the policy cannot be read"}, model.Text{ZH: "按所示列号修改表达式", EN: "correct the expression at the column shown"}},
	{"E1505", "3", model.Text{ZH: "分段有空隙、重叠、次序或范围错误", EN: "bands have a gap, overlap, are out of order or out of range"}, model.Text{ZH: "按从小到大写出分段，得分不超过满分", EN: "write the bands in rising order, with points up to the full mark"}},
	{"E1506", "3", model.Text{ZH: "权重之和不对", EN: "weights do not add up"}, model.Text{ZH: "使权重之和为 100", EN: "make the weights add up to 100"}},
	{"E1507", "3", model.Text{ZH: "等级次序错误", EN: "levels are out of order"}, model.Text{ZH: "从高到低列出等级", EN: "list the levels from the highest to the lowest"}},
	{"E1508", "3", model.Text{ZH: "该键属于另一种模型或切分方式", EN: "the key belongs to another type of model or cut"}, model.Text{ZH: "删除该键，或改 type", EN: "remove the key, or change type"}},
	{"E1509", "3", model.Text{ZH: "时间窗或时长无法读取", EN: "a window or duration cannot be read"}, model.Text{ZH: "写成 12m、90d、2y、year 或 quarter", EN: "write 12m, 90d, 2y, year or quarter"}},
	{"E1510", "0", model.Text{ZH: "此处不起作用", EN: "something that can have no effect"}, model.Text{ZH: "改正或删除；仅为提醒", EN: "correct it or take it out; it is a warning only"}},
	{"E1601", "3", model.Text{ZH: "黄金记录规则的值不合理", EN: "a value of the golden record rules makes no sense"}, model.Text{ZH: "按提示改正 master 下的值", EN: "correct the value under master as told"}},
}

// catalogue merges the codes of all rooms, in order.
func catalogue() []codeEntry {
	out := slices.Clone(roomCodes)
	for _, e := range fault.All() {
		out = append(out, codeEntry{e.Code, fmt.Sprint(e.Exit), meaningOf(e), model.Text{ZH: e.FixZH, EN: e.FixEN}})
	}
	for _, c := range mapping.Codes {
		exit := "3"
		if strings.HasPrefix(c.Code, "E21") {
			exit = "5"
		}
		out = append(out, codeEntry{c.Code, exit, c.Meaning, c.Fix})
	}
	slices.SortFunc(out, func(a, b codeEntry) int { return strings.Compare(a.Code, b.Code) })
	return out
}

var verb = regexp.MustCompile(`%(\[\d\])?[sdqv]`)

// bareCodes are the codes whose sentence is made where they arise.
var bareCodes = map[string]model.Text{
	"E1001": {ZH: "命令行有误", EN: "the command line is wrong"},
	"E1011": {ZH: "值的类型不对", EN: "a value has the wrong type"},
	"E1014": {ZH: "值不被接受", EN: "a value is not taken"},
	"E2204": {ZH: "文件或其中一行无法使用", EN: "a file or a row of it cannot be used"},
}

// meaningOf is the sentence of a code, with … where it takes its values.
func meaningOf(e fault.Entry) model.Text {
	if t, ok := bareCodes[e.Code]; ok {
		return t
	}
	return model.Text{ZH: verb.ReplaceAllString(e.ZH, "…"), EN: verb.ReplaceAllString(phrase.Many(e.EN), "…")}
}

// codeText is what a code means and how to mend it; a code of a connector has none.
func codeText(code, lang string) (meaning, fix string) {
	for _, e := range catalogue() {
		if e.Code == code {
			return e.Meaning.In(lang), e.Fix.In(lang)
		}
	}
	return "", ""
}
