package clean

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Placeholder reports whether s holds no content: empty, signs only, a word of
// the closed list (无, 暂无, 未知, N/A, null, test …), or a number by shape
// (repeated digits, 123456, 13800138000). It judges the value's form alone and
// serves names, phones, identifiers and addresses alike; short numbers such as
// 10086 are content.
func Placeholder(s string) bool { return !tells(s) && placeholder(s) }

// tells is quick to see that a text is none: it has a Han character that is in
// no word of the list.
func tells(s string) bool {
	for _, r := range s {
		if r >= 0x3400 && r <= 0x9fff && !emptyHan[simplified(r)-0x3400] {
			return true
		}
	}
	return false
}

func beyondASCII(r rune) bool { return r >= utf8.RuneSelf }

func placeholder(s string) bool {
	var buf [96]byte
	bare := buf[:0]
	onlyDigits := true
	if strings.IndexFunc(s, beyondASCII) >= 0 {
		s = Simplify(Fold(s)) // changes nothing else but signs, which are left out
	}
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			bare = append(bare, byte(r))
			continue
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			bare = append(bare, byte(r)|0x20)
		case r < 0x80:
			continue
		default:
			if r = unicode.ToLower(r); !letter(r) {
				continue
			}
			bare = utf8.AppendRune(bare, r)
		}
		onlyDigits = false
	}
	if len(bare) > len(buf) {
		return false // longer than any placeholder
	}
	b := string(bare)
	switch {
	case b == "":
		return true
	case onlyDigits:
		return placeholderDigits(b)
	case empty[b]:
		return true
	}
	for _, p := range beforeDigits {
		if rest, ok := strings.CutPrefix(b, p); ok && allDigits(rest) {
			return true
		}
	}
	return len(b) >= 3 && b[0] < 0x80 && strings.Count(b, b[:1]) == len(b) && strings.Contains("xaz", b[:1])
}

// beforeDigits are words that are none with a number behind them.
var beforeDigits = [...]string{"测试", "test", "测试公司", "测试客户", "testing", "待补充", "客户"}

// emptyHan are the Han characters of empty and beforeDigits.
var emptyHan = func() (in [0xa000 - 0x3400]bool) {
	words := slices.AppendSeq(beforeDigits[:], maps.Keys(empty))
	for _, r := range strings.Join(words, "") {
		if r >= 0x3400 {
			in[r-0x3400] = true
		}
	}
	return in
}()

// empty is the closed list, without signs and in comparison form.
var empty = wordSet(`无 没有 暂无 暂缺 未知 不详 不祥 不明 未填 未填写 未提供 待定 待补 待补充 待完善 待确认 空 空白 其他 其它
	无名 无名称 无公司 无电话 无地址 无手机 无邮箱 无联系人 不知道 不清楚 保密 略 同上 个人 散客 零售客户 现金客户 匿名
	测试 测试数据 测试客户 测试公司 测试账号 示例 样例 默认 请选择 请输入 数据缺失 缺失
	na nil none null nan undefined unknown unspecified notavailable notapplicable noname nodata noinfo noemail nophone
	tbd tba tbc test testing tester testdata testcompany testcustomer demo sample example dummy default asdf asdfasdf qwerty
	abc abcd abcdef xxx xx blank empty missing anonymous noneprovided notprovided notgiven pending`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// placeholderDigits judges a number: all digits alike, a run up or down the
// keyboard, a mobile number whose last eight digits are alike or that is the
// well-known 13800138000.
func placeholderDigits(d string) bool {
	if d == "13800138000" || d == "8613800138000" {
		return true
	}
	if len(d) < 3 {
		return strings.Trim(d, "0") == ""
	}
	same, up, down := 0, 0, 0
	for i := 1; i < len(d); i++ {
		step := int(d[i]) - int(d[i-1])
		if step == 0 {
			same++
		}
		if step == 1 || step == -9 {
			up++
		}
		if step == -1 || step == 9 {
			down++
		}
	}
	last := len(d) - 1
	if same == last && (len(d) >= 6 || d[0] == '0' || len(d) < 5) {
		return true
	}
	if len(d) >= 6 && (up == last || down == last) {
		return true
	}
	if len(d) >= 8 {
		tail := d[len(d)-8:]
		if strings.Count(tail, tail[:1]) == 8 {
			return true
		}
		if run := strings.TrimLeft(d, "0"); len(run) >= 6 && len(run) < len(d) && placeholderDigits(run) {
			return true
		}
	}
	return false
}
