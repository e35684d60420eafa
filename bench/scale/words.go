package scale

import (
	"embed"
	"strconv"
	"strings"
)

//go:embed data/*.txt
var data embed.FS

type letter struct{ han, pinyin, old string }

type town struct {
	name, pinyin, province, provinceEN, area, district string
}

type trade struct{ zh, short, en string }

type foreignTown struct {
	name, state, country, prefix string
	digits                       int
}

var (
	letters   = readLetters()
	oldForms  = readOldForms()  // simplified → traditional
	sameSound = soundingAlike() // characters written for one another by ear

	towns, townWeights     = readTowns()
	trades, tradeWeights   = readTrades()
	abroad, abroadWeights  = readAbroad()
	english, streetWords   = readWords("english"), readWords("streets")
	zhStreets, enStreets   = streetWords["zh"], streetWords["en"]
	buildings, enTrades    = streetWords["building"], english["trade"]
	firsts, seconds, names = english["first"], english["second"], english["surname"]
)

// lines are the lines of a word list that are no comments.
func lines(file string) []string {
	raw, err := data.ReadFile("data/" + file + ".txt")
	if err != nil {
		panic(err)
	}
	var out []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func readLetters() []letter {
	var out []letter
	for _, line := range lines("characters") {
		for word := range strings.FieldsSeq(line) {
			runes := []rune(word)
			l := letter{han: string(runes[0]), old: string(runes[0])}
			if last := runes[len(runes)-1]; last > 0x2e80 {
				l.old, runes = string(last), runes[:len(runes)-1]
			}
			l.pinyin = string(runes[1:])
			out = append(out, l)
		}
	}
	return out
}

func readOldForms() *strings.Replacer {
	// Of words other than brands: towns, trades, forms, streets.
	pairs := strings.Fields("东東 兰蘭 广廣 庆慶 汉漢 长長 无無 宁寧 济濟 门門 阳陽 连連 头頭 贵貴 尔爾 滨濱 乌烏 鲁魯 齐齊 银銀 义義 赣贛 扬揚 盐鹽 绍紹 兴興 " +
		"云雲 辽遼 苏蘇 龙龍 陕陝 贸貿 术術 务務 际際 机機 械械 设設 备備 筑築 电電 传傳 应應 链鏈 询詢 装裝 饰飾 进進 网網 络絡 医醫 疗療 产產 开開 " +
		"发發 动動 环環 饮飲 汽汽 车車 纺紡 织織 广廣 业業 仪儀 药藥 源源 光光 钢鋼 铁鐵 农農 旅旅 游遊 资資 软軟 导導 体體 舶舶 宝寶 玩玩 测測 验驗 " +
		"检檢 险險 赁賃 团團 总總 厂廠 营營 销銷 经經 济濟 责責 运運 维維 华華 黄黃 园園 创創 学學 滨濱 军軍 楼樓 号號 栋棟 层層 国國 时時 财財 写寫 字字 " +
		"关關 属屬 册冊 岛島 岭嶺 陆陸 区區 县縣 乡鄉 镇鎮 驻駐 办辦 处處 支支 贷貸 谊誼 胜勝 实實 艺藝 联聯 对對 荟薈 汇匯 万萬 亿億 宾賓 馆館 币幣 珠珠 烟煙 " +
		"厦廈 湾灣 临臨 乐樂 双雙 丽麗 备備 优優 势勢 气氣 制製 类類 门門 闽閩 冯馮 陈陳 刘劉 张張 赵趙 吴吳 孙孫 郑鄭")
	var list []string
	for _, p := range pairs {
		r := []rune(p)
		if r[0] != r[1] {
			list = append(list, string(r[0]), string(r[1]))
		}
	}
	for _, l := range letters {
		if l.han != l.old {
			list = append(list, l.han, l.old)
		}
	}
	return strings.NewReplacer(list...)
}

func soundingAlike() map[string][]string {
	by := map[string][]string{}
	for _, l := range letters {
		by[l.pinyin] = append(by[l.pinyin], l.han)
	}
	out := map[string][]string{}
	for _, l := range letters {
		for _, other := range by[l.pinyin] {
			if other != l.han {
				out[l.han] = append(out[l.han], other)
			}
		}
	}
	return out
}

func readTowns() (out []town, w weighted) {
	var weights []int
	for _, line := range lines("cities") {
		f := strings.Split(line, "\t")
		out = append(out, town{f[0], f[1], f[2], f[3], f[4], f[5]})
		weights = append(weights, number(f[6]))
	}
	return out, newWeighted(weights)
}

func readTrades() (out []trade, w weighted) {
	var weights []int
	for _, line := range lines("industries") {
		f := strings.Split(line, "\t")
		out = append(out, trade{f[0], f[1], f[2]})
		weights = append(weights, number(f[3]))
	}
	return out, newWeighted(weights)
}

func readAbroad() (out []foreignTown, w weighted) {
	var weights []int
	for _, line := range lines("towns") {
		f := strings.Split(line, "\t")
		out = append(out, foreignTown{f[0], f[1], f[2], f[3], number(f[4])})
		weights = append(weights, number(f[5]))
	}
	return out, newWeighted(weights)
}

// readWords reads "section: words", split by "|" where there is one.
func readWords(file string) map[string][]string {
	out := map[string][]string{}
	for _, line := range lines(file) {
		section, words, _ := strings.Cut(line, ": ")
		if strings.Contains(words, "|") {
			out[section] = strings.Split(words, "|")
		} else {
			out[section] = strings.Fields(words)
		}
	}
	return out
}
