package people

import "strings"

// hanSurnames are common ones with how they sound, the most common first.
var hanSurnames, hanSurnameSounds = func() (list []string, sounds map[string]string) {
	sounds = map[string]string{}
	for _, pair := range strings.Fields(`王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang 黄=huang 赵=zhao 吴=wu 周=zhou 徐=xu 孙=sun 马=ma 朱=zhu 胡=hu
		郭=guo 何=he 高=gao 林=lin 罗=luo 郑=zheng 梁=liang 谢=xie 宋=song 唐=tang 许=xu 韩=han 冯=feng 邓=deng 曹=cao 彭=peng 曾=zeng 萧=xiao
		田=tian 董=dong 袁=yuan 潘=pan 于=yu 蒋=jiang 蔡=cai 余=yu 杜=du 叶=ye 程=cheng 苏=su 魏=wei 吕=lv 丁=ding 任=ren 沈=shen 姚=yao
		卢=lu 姜=jiang 崔=cui 钟=zhong 谭=tan 陆=lu 汪=wang 范=fan 金=jin 石=shi 廖=liao 贾=jia 夏=xia 韦=wei 付=fu 方=fang 白=bai 邹=zou
		孟=meng 熊=xiong 秦=qin 邱=qiu 江=jiang 尹=yin 薛=xue 闫=yan 段=duan 雷=lei 侯=hou 龙=long 史=shi 陶=tao 黎=li 贺=he 顾=gu 毛=mao
		郝=hao 龚=gong 邵=shao 万=wan 钱=qian 严=yan 覃=qin 武=wu 戴=dai 莫=mo 孔=kong 向=xiang 汤=tang 欧阳=ouyang 司马=sima`) {
		name, sound, _ := strings.Cut(pair, "=")
		list, sounds[name] = append(list, name), sound
	}
	return list, sounds
}()

// hanGiven are characters of given names, the common ones first; hanAlike those of
// one sound.
var hanGiven, hanSounds, hanAlike = func() (list []string, sounds map[rune]string, alike map[string][]rune) {
	sounds, alike = map[rune]string{}, map[string][]rune{}
	for _, group := range strings.Fields(`伟维卫玮=wei 芳方=fang 娜=na 敏民=min 静婧景=jing 丽力莉立=li 强=qiang 磊蕾=lei 军君俊=jun 洋扬=yang 勇永=yong
		艳燕雁=yan 杰洁捷=jie 涛桃=tao 明鸣铭=ming 超=chao 秀=xiu 霞=xia 平萍=ping 刚钢=gang 桂=gui 英颖莹=ying 华桦=hua 玉宇羽雨=yu 建健剑=jian
		文雯=wen 辉慧惠晖=hui 志智芝=zhi 红宏鸿洪=hong 晓小筱=xiao 春=chun 国=guo 海=hai 波博=bo 斌彬滨=bin 林琳霖=lin 峰锋枫凤=feng 新欣鑫馨=xin
		佳嘉家=jia 雪=xue 梅=mei 兰岚=lan 子梓紫=zi 涵晗=han 轩萱=xuan 浩皓昊=hao 然=ran 思=si 雅=ya 婷庭=ting 欢=huan 龙=long 飞菲=fei 凯=kai
		旭绪=xu 东冬=dong 成诚程=cheng 振珍真=zhen 瑞睿=rui 倩茜=qian 晨辰=chen 阳=yang 兴星=xing 德=de 荣蓉=rong 福=fu 贵=gui 祥翔=xiang 云芸=yun
		丹=dan 青清=qing 宁=ning 安=an 怡宜=yi 诗=shi 彤=tong 乐=le 悦月=yue 天=tian 泽=ze 一义艺=yi 心=xin 亮=liang 鹏=peng`) {
		chars, sound, _ := strings.Cut(group, "=")
		for _, r := range chars {
			list = append(list, string(r))
			sounds[r] = sound
			alike[sound] = append(alike[sound], r)
		}
	}
	return list, sounds, alike
}()

// hanTowns are towns with the first six digits of numbers given there.
var hanTowns = strings.Fields(`110105=北京市 310104=上海市 440103=广州市 440305=深圳市 510104=成都市 330106=杭州市 420106=武汉市 320106=南京市
	610113=西安市 500103=重庆市 120101=天津市 320508=苏州市 410105=郑州市 430102=长沙市 210102=沈阳市 370202=青岛市 330203=宁波市 440604=佛山市
	340102=合肥市 441900=东莞市 350203=厦门市 530102=昆明市 370102=济南市 350102=福州市 230103=哈尔滨市 320205=无锡市 130102=石家庄市 450103=南宁市
	360102=南昌市 520102=贵阳市 140105=太原市 330302=温州市 220102=长春市 350502=泉州市 440402=珠海市 620102=兰州市`)

var hanRoads = strings.Fields(`人民路 解放路 中山路 建设路 和平路 新华路 文化路 朝阳路 长江路 黄河路 胜利路 友谊路 光明路 青年路 学院路 科技路 滨江大道 湖滨路
	东风路 北京路 南京路 花园路 迎宾路 工业路 体育路 公园路 站前路 环城西路 环城东路 凤凰路 金山路 龙泉路 梅园路 桃源路 翠竹路 松柏路`)

var hanTrades = strings.Fields(`职员 教师 工人 医生 护士 会计 工程师 销售 司机 学生 个体户 经理 律师 厨师 设计师 公务员 农民 军人 程序员 退休`)
