package clean

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type nameParts struct{ Region, Brand, Industry, Form, Branch, Marks string }

func TestParseNameTakesNamesApart(t *testing.T) {
	cases := map[string]nameParts{
		// operators, grid, banks
		"中国移动通信集团广东有限公司":           {Region: "广东", Brand: "中国移动", Industry: "通信", Form: "有限公司"},
		"中国移动通信集团浙江有限公司杭州分公司":      {Region: "浙江", Brand: "中国移动", Industry: "通信", Form: "有限公司", Branch: "杭州分公司"},
		"中国移动通信集团有限公司":             {Brand: "中国移动", Industry: "通信", Form: "集团有限公司"},
		"中国电信股份有限公司内蒙古分公司呼和浩特市分公司": {Brand: "中国电信", Form: "股份有限公司", Branch: "内蒙古分公司呼和浩特分公司"},
		"国网河南省电力有限公司":              {Region: "河南", Brand: "国网", Industry: "电力", Form: "有限公司"},
		"国网江苏省电力有限公司南京市分公司":        {Region: "江苏", Brand: "国网", Industry: "电力", Form: "有限公司", Branch: "南京分公司"},
		"国家电网有限公司":                 {Brand: "国家电网", Form: "有限公司"},
		"中国建筑股份有限公司":               {Brand: "中国建筑", Form: "股份有限公司"},
		"中國農業銀行股份有限公司海南省分行":        {Brand: "中国农业", Industry: "银行", Form: "股份有限公司", Branch: "海南分行"},
		"中国工商银行股份有限公司北京市海淀区支行":     {Brand: "中国工商", Industry: "银行", Form: "股份有限公司", Branch: "北京海淀支行"},
		"北京银行": {Region: "北京", Brand: "北京银行"},
		"北京银行股份有限公司上海分行":         {Region: "北京", Brand: "北京银行", Form: "股份有限公司", Branch: "上海分行"},
		"农行天河支行":                 {Brand: "农行", Branch: "天河支行"},
		"华蓝北京分公司":                {Brand: "华蓝", Branch: "北京分公司"},
		"北京海天公司天津办事处":            {Region: "北京", Brand: "海天", Form: "公司", Branch: "天津办事处"},
		"中国铁建电气化局集团有限公司第一工程有限公司": {Brand: "中国铁建电气化局", Form: "集团有限公司", Branch: "第一工程有限公司"},

		// place: leading, trailing, in brackets, misplaced brackets
		"腾讯科技（深圳）有限公司":     {Region: "深圳", Brand: "腾讯", Industry: "科技", Form: "有限公司"},
		"深圳市大疆创新科技有限公司":    {Region: "深圳", Brand: "大疆", Industry: "创新科技", Form: "有限公司"},
		"阿里巴巴（中国）网络技术有限公司": {Region: "中国", Brand: "阿里巴巴", Industry: "网络技术", Form: "有限公司"},
		"云峰（九江贸）易有限公司":     {Region: "九江", Brand: "云峰", Industry: "贸易", Form: "有限公司"},
		"杭州市余杭区丰谷食品厂":      {Region: "余杭", Brand: "丰谷", Industry: "食品", Form: "厂"},
		"上海宝钢(广东)有限公司":     {Region: "广东", Brand: "上海宝钢", Form: "有限公司"},
		"拉萨市飞通安顺建筑工程有限公司":  {Region: "拉萨", Brand: "飞通安顺", Industry: "建筑工程", Form: "有限公司"},
		"朝阳科技有限公司":         {Brand: "朝阳", Industry: "科技", Form: "有限公司"},
		"中山大学附属第一医院":       {Brand: "中山大学附属第一", Industry: "医院"},
		"华为技术有限公司深圳":       {Region: "深圳", Brand: "华为", Industry: "技术", Form: "有限公司"},

		// traditional, broken spacing, short forms
		"福建華鑫環保股份公司": {Region: "福建", Brand: "华鑫", Industry: "环保", Form: "股份公司"},
		"河南银 信宏宇电子":  {Region: "河南", Brand: "银信宏宇", Industry: "电子"},
		"香港中華煤氣有限公司": {Region: "香港", Brand: "中华煤气", Form: "有限公司"},

		// mistyped forms and brackets
		"中國電信股份有限德司湖南分公司":            {Brand: "中国电信", Form: "股份有限公司", Branch: "湖南分公司"},
		"长沙凯信集团有限公沈司阳分公司":            {Region: "长沙", Brand: "凯信", Form: "集团有限公司", Branch: "沈阳分公司"},
		"厦门宏创华纺织有术限公司":               {Region: "厦门", Brand: "宏创华纺织术", Form: "有限公司"},
		"长春新兴联控股集团限有公司沈阳分公司":         {Region: "长春", Brand: "新兴联", Form: "控股集团有限公司", Branch: "沈阳分公司"},
		"青岛市远天辰信息技术有责任公司":            {Region: "青岛", Brand: "远天辰", Industry: "信息技术", Form: "有限责任公司"},
		"温州翔盛汽车配有件限责任公司":             {Region: "温州", Brand: "翔盛", Industry: "汽车配件", Form: "有限责任公司"},
		"上海天玉信息技术股森有限公司":             {Region: "上海", Brand: "天玉", Industry: "信息技术", Form: "股份有限公司"},
		"杭州市信光化工明份有限公司":              {Region: "杭州", Brand: "信光", Industry: "化工", Form: "股份有限公司"},
		"杭州市信光化工份有限公司":               {Region: "杭州", Brand: "信光", Industry: "化工", Form: "股份有限公司"},
		"中国农业银行泰份有限公司湖北省分行宜昌支行":      {Brand: "中国农业", Industry: "银行", Form: "股份有限公司", Branch: "湖北分行宜昌支行"},
		"广州华龙集有限公司":                  {Region: "广州", Brand: "华龙", Form: "集团有限公司"},
		"武汉顺集秋团有限公司":                 {Region: "武汉", Brand: "顺秋", Form: "集团有限公司"},
		"成都創通控集股團有限公司":               {Region: "成都", Brand: "创通", Form: "控股集团有限公司"},
		"广州华华控兴股集团有限公司":              {Region: "广州", Brand: "华华兴", Form: "控股集团有限公司"},
		"青岛博达股控集团有限公司唐山分公司":          {Region: "青岛", Brand: "博达", Form: "控股集团有限公司", Branch: "唐山分公司"},
		"上海云集有限公司":                   {Region: "上海", Brand: "云集", Form: "有限公司"},
		"深圳数据采集有限公司":                 {Region: "深圳", Brand: "数据采集", Form: "有限公司"},
		"江苏瑞禾机械限责任公司":                {Region: "江苏", Brand: "瑞禾", Industry: "机械", Form: "有限责任公司"},
		"瑞禾纺织有公司":                    {Brand: "瑞禾", Industry: "纺织", Form: "有限公司"},
		"瑞禾国有公司":                     {Brand: "瑞禾国有", Form: "公司"},
		"光禾信息技术(洛)有限公司":              {Brand: "光禾", Industry: "信息技术", Form: "有限公司", Marks: "洛"},
		"瑞通新能源(山唐)有限公司":              {Region: "唐山", Brand: "瑞通", Industry: "新能源", Form: "有限公司", Marks: "山唐"},
		"瑞通汽车配件(春连)有限公司":             {Brand: "瑞通", Industry: "汽车配件", Form: "有限公司", Marks: "春连"},
		"瑞通纺织(太)原有限公司":               {Region: "太原", Brand: "瑞通", Industry: "纺织", Form: "有限公司", Marks: "太"},
		"瑞天(阳)环保有限公司":                {Brand: "瑞天", Industry: "环保", Form: "有限公司", Marks: "阳"},
		"瑞天(控股)有限公司":                 {Brand: "瑞天", Form: "控股有限公司"},
		"瑞天(新科)有限公司":                 {Brand: "瑞天新科", Form: "有限公司"},
		"天津玉宏新源能有限公司":                {Region: "天津", Brand: "玉宏", Industry: "新能源", Form: "有限公司"},
		"天津创纺康织有限公司":                 {Region: "天津", Brand: "创康", Industry: "纺织", Form: "有限公司"},
		"北京启建禾筑工程有限公司":               {Region: "北京", Brand: "启禾", Industry: "建筑工程", Form: "有限公司"},
		"芜湖通旺明房飞地产开发有限公司":            {Region: "芜湖", Brand: "通旺明飞", Industry: "房地产开发", Form: "有限公司"},
		"天津市银禾文化传有限公司":               {Region: "天津", Brand: "银禾", Industry: "文化传媒", Form: "有限公司"},
		"湖北亿源子电有限公司":                 {Region: "湖北", Brand: "亿源", Industry: "电子", Form: "有限公司"},
		"春腾纺织(大连海有限公司":               {Region: "大连", Brand: "春腾", Industry: "纺织", Form: "有限公司"},
		"中国联合网络通信云南省分公司昆明市分公司":       {Brand: "中国联合", Industry: "网络通信", Branch: "云南分公司昆明分公司"},
		"中国电信广州分公司天河营业厅":             {Brand: "中国电信", Branch: "广州分公司天河营业厅"},
		"国网新疆自治区电力有限公司":              {Region: "新疆", Brand: "国网", Industry: "电力", Form: "有限公司"},
		"深圳市人民医院":                    {Region: "深圳", Brand: "深圳人民医院"},
		"上海交通大学医学院附属瑞金医院":            {Brand: "上海交通大学医学院附属瑞金", Industry: "医院"},
		"招商局港口控股有限公司":                {Brand: "招商局", Industry: "港口", Form: "控股有限公司"},
		"一汽-大众汽车有限公司":                {Brand: "一汽大众", Industry: "汽车", Form: "有限公司"},
		"昆山富士康电子有限公司":                {Region: "昆山", Brand: "富士康", Industry: "电子", Form: "有限公司"},
		"中国人寿保险股份有限公司":               {Brand: "中国人寿", Industry: "保险", Form: "股份有限公司"},
		"Acme Trading Co., Ltd.（停用）": {Brand: "acme", Industry: "trading", Form: "co ltd", Marks: "停用"},
		"Robert Bosch GmbH & Co. KG": {Brand: "robert bosch", Form: "gmbh and co kg"},
		"ООО «Газпром нефть»":        {Brand: "gazprom neft", Form: "ooo"},
		"삼성전자 주식회사":                  {Brand: "삼성전자", Form: "주식회사"},
		"China United Network Communications Corporation Limited Guangxi Branch": {
			Brand: "china united", Industry: "network communications", Form: "corporation limited", Branch: "guangxi branch"},

		// group forms
		"中国平安保险(集团)股份有限公司": {Brand: "中国平安", Industry: "保险", Form: "集团股份有限公司"},
		"海南航空控股股份有限公司":     {Region: "海南", Brand: "海南航空", Form: "控股股份有限公司"},

		// nothing but form, place or industry
		"有限公司":          {Brand: "有限公司"},
		"集团有限公司":        {Brand: "集团", Form: "有限公司"},
		"北京有限公司":        {Region: "北京", Brand: "北京", Form: "有限公司"},
		"信息技术(青岛市)有限公司": {Region: "青岛", Brand: "信息技术", Form: "有限公司"},

		// junk
		"***勿用***广州泰永兴建筑工程有限公司":                {Region: "广州", Brand: "泰永兴", Industry: "建筑工程", Form: "有限公司", Marks: "*** 勿用 ***"},
		"广州泰永兴建筑工程有限公司(停用)":                    {Region: "广州", Brand: "泰永兴", Industry: "建筑工程", Form: "有限公司", Marks: "停用"},
		"广州泰永兴建筑工程有限公司2":                       {Region: "广州", Brand: "泰永兴", Industry: "建筑工程", Form: "有限公司", Marks: "2"},
		"【测试】华为技术有限公司":                         {Brand: "华为", Industry: "技术", Form: "有限公司", Marks: "测试"},
		"康美药业股份有限公司（原：广东康美）":                   {Brand: "康美", Industry: "药业", Form: "股份有限公司", Marks: "原:广东康美"},
		"ACME Holdings Pte. Ltd. - DO NOT USE": {Brand: "acme", Form: "holdings pte ltd", Marks: "DO NOT USE"},

		// English and mixed
		"Wuhu Dahaili Construction Co., Ltd.":                   {Region: "芜湖", Brand: "dahaili", Industry: "construction", Form: "co ltd"},
		"Dahaili Construction (Wuhu) Co. Ltd":                   {Region: "芜湖", Brand: "dahaili", Industry: "construction", Form: "co ltd"},
		"China Mobile Communications Group Guangdong Co., Ltd.": {Region: "广东", Brand: "china mobile", Industry: "communications", Form: "co ltd"},
		"Bank of China Limited Shanghai Branch":                 {Brand: "bank of china", Form: "limited", Branch: "shanghai branch"},
		"Shanghai Branch of Bank of China Ltd.":                 {Brand: "bank of china", Form: "ltd", Branch: "shanghai branch"},
		"Air China Limited":                                     {Brand: "air china", Form: "limited"},
		"Drapoldo rManufacturing Limited":                       {Brand: "drapoldor", Industry: "manufacturing", Form: "limited"},
		"PavantG roup Ltd":                                      {Brand: "pavant", Form: "group ltd"},
		"Shijiazhuan gTengmugu Electronic Technology Co., Ltd.": {Region: "石家庄", Brand: "tengmugu", Industry: "electronic technology", Form: "co ltd"},
		"Harbour Grill, The":                                    {Brand: "harbour grill"},
		"Steelcase Office Furniture":                            {Brand: "steelcase office", Industry: "furniture"},
		"AMBA":                                                  {Brand: "amba"},
		"Ltd":                                                   {Brand: "ltd"},
		"The Group Ltd":                                         {Brand: "group", Form: "ltd"},
		"Société Générale S.A.":                                 {Brand: "societe generale", Form: "s a"},
		"Johnson & Johnson":                                     {Brand: "johnson and johnson"},
		"PT Astra International Tbk":                            {Brand: "astra", Industry: "international", Form: "tbk"},
		"3M中国有限公司":                                              {Region: "中国", Brand: "3m", Form: "有限公司"},
		"株式会社日立製作所":                                             {Brand: "日立制作所", Form: "株式会社"},
	}
	for raw, want := range cases {
		n := ParseName(raw)
		got := nameParts{n.Region, n.Brand, n.Industry, n.Form, n.Branch, strings.Join(n.Marks, " ")}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", raw, d)
		}
	}
}

func TestNameKeyIsOneForSpellingsOfOneName(t *testing.T) {
	for _, same := range [][]string{
		{"福建华鑫环保股份有限公司", "福建華鑫環保股份公司", "华鑫环保(福建)有限公司", "福建省华鑫环保有限公司", "福建华鑫环保", " 福建华鑫 环保有限公司(停用)"},
		{"Hangzhou Huadongbo Electronics Co., Ltd.", "Ｈａｎｇｚｈｏｕ　Ｈｕａｄｏｎｇｂｏ　Ｅｌｅｃｔｒｏｎｉｃｓ　Ｃｏ．，　Ｌｔｄ．", "HUADONGBO ELECTRONICS (HANGZHOU) CO LTD", "Hua Dong Bo Electronics, Hangzhou Limited Company"},
		{"中国工商银行股份有限公司北京海淀支行", "中國工商銀行北京市海淀區支行"},
		{"国网江苏电力南京分公司", "国网江苏省电力有限公司南京市分公司"},
	} {
		want := ParseName(same[0]).Key
		for _, s := range same[1:] {
			if got := ParseName(s).Key; got != want {
				t.Errorf("%s: key %q, that of %s is %q", s, got, same[0], want)
			}
		}
	}
}

func TestNameKeyDiffersForPartsOfOneGroup(t *testing.T) {
	seen := map[string]string{}
	for _, s := range []string{
		"中国移动通信集团有限公司", "中国移动通信集团广东有限公司", "中国移动通信集团浙江有限公司",
		"中国移动通信集团广东有限公司广州分公司", "中国移动通信集团广东有限公司深圳分公司",
		"北京银行股份有限公司", "南京银行股份有限公司", "平安科技(深圳)有限公司", "平安证券股份有限公司",
		"China Mobile Group Guangdong Co., Ltd.", "China Mobile Group Zhejiang Co., Ltd.",
	} {
		k := ParseName(s).Key
		if other, ok := seen[k]; ok {
			t.Errorf("%s and %s share the key %q", s, other, k)
		}
		seen[k] = s
	}
}

func TestFormClassTellsEntitiesApart(t *testing.T) {
	cases := map[string]FormClass{
		"广东电网有限责任公司": FormLimited, "美的集团股份有限公司": FormGroup, "华域科技股份有限公司": FormJointStock,
		"远见投资中心(有限合伙)": FormPartnership, "美的集团股份有限公司合肥分公司": FormBranch, "海平面商行": FormFirm,
		"宏发继电器厂": FormFactory, "绿野蔬菜专业合作社": FormCooperative, "Acme Group Ltd": FormGroup,
		"Acme Inc": FormLimited, "Acme AG": FormJointStock, "Acme LLP": FormPartnership, "Acme": FormNone,
		"中国移动通信集团广东有限公司": FormLimited,
	}
	for raw, want := range cases {
		if got := ParseName(raw).FormClass; got != want {
			t.Errorf("%s: class %v, want %v", raw, got, want)
		}
	}
}

func TestSectorIsOneInBothLanguages(t *testing.T) {
	for _, p := range [][2]string{
		{"芜湖达海力建筑工程有限公司", "Wuhu Dahaili Construction Co., Ltd."},
		{"九江云峰贸易有限公司", "Jiujiang Yunfeng Trading Co., Ltd."},
		{"北京方隆纺织有限公司", "Beijing Fanglong Textile Co., Ltd."},
		{"广州远航环保科技有限公司", "Guangzhou Yuanhang Environmental Technology Co., Ltd."},
	} {
		zh, en := ParseName(p[0]), ParseName(p[1])
		if zh.Sector != en.Sector || zh.Sector == "" || zh.RegionCode != en.RegionCode {
			t.Errorf("%s is %s in %s, %s is %s in %s", p[0], zh.Sector, zh.RegionCode, p[1], en.Sector, en.RegionCode)
		}
	}
}

func TestQualifiedSplitsWhatStandsInBracketsBehindALatinName(t *testing.T) {
	for raw, want := range map[string][2]string{
		"Spago (Las Vegas)":   {"Spago", "las vegas"},
		"Johnny Rockets （AT）": {"Johnny Rockets", "at"},
		"Siemens (China)":     {}, // a place that is known
		"Acme (Pty) Ltd":      {},
		"Acme Trading (Ltd.)": {},
		"Acme ()":             {},
		"(Las Vegas)":         {},
		"肯德基(人民广场店)":          {},
		"Palm, The":           {},
	} {
		name, qualifier, ok := Qualified(raw)
		if name != want[0] || qualifier != want[1] || ok != (want[0] != "") {
			t.Errorf("%q: %q %q %v, want %q", raw, name, qualifier, ok, want)
		}
	}
}

func TestAliasBehindTheLegalNameIsKept(t *testing.T) {
	n := ParseName("华为技术有限公司 Huawei Technologies Co., Ltd.")
	if n.Brand != "华为" || n.Alias != "huawei technologies co ltd" {
		t.Errorf("brand %q alias %q", n.Brand, n.Alias)
	}
}
