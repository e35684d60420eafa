package clean

import "testing"

func TestWebDomainFindsTheRegisteredName(t *testing.T) {
	for in, want := range map[string]string{
		"http://boxinhong75.com": "boxinhong75.com", "https://www.chenyu.com.cn/about?x=1": "chenyu.com.cn",
		"www.Hongtong.CN:8080": "hongtong.cn", "ｈｔｔｐ：／／ｗｗｗ．ａｃｍｅ．ｃｏｍ": "acme.com", "shop.acme.co.uk": "acme.co.uk",
		"www.例子.cn": "xn--fsqu00a.cn", "192.168.1.1": "", "a.0.0": "", "0.%80000": "", "localhost": "", "": "", "无": "", "com.cn": "", "acme.com, acme.cn": "acme.com",
	} {
		if got := WebDomain(in); got != want {
			t.Errorf("WebDomain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParseEmailNormalises(t *testing.T) {
	for in, want := range map[string]Email{
		"Li.Wei@Mail.Example.com.cn":  {"li.wei@mail.example.com.cn", "li.wei", "mail.example.com.cn", "example.com.cn", false, true},
		"李伟 <lw@acme.com>":            {"lw@acme.com", "lw", "acme.com", "acme.com", false, true},
		"mailto:lw@acme.com":          {"lw@acme.com", "lw", "acme.com", "acme.com", false, true},
		"lw＠ａｃｍｅ．ｃｏｍ; other@acme.com": {"lw@acme.com", "lw", "acme.com", "acme.com", false, true},
		"12345@qq.com":                {"12345@qq.com", "12345", "qq.com", "qq.com", true, true},
		"lw@vip.163.com":              {"lw@vip.163.com", "lw", "vip.163.com", "vip.163.com", true, true},
		"test@test.com":               {"test@test.com", "test", "test.com", "test.com", false, false},
		"a@b":                         {}, "@acme.com": {}, "acme.com": {}, "无": {}, "": {}, "a b@acme.com": {},
	} {
		if got := ParseEmail(in); got != want {
			t.Errorf("ParseEmail(%q) = %+v, want %+v", in, got, want)
		}
	}
}

func TestFreeMailKnowsSharedHosts(t *testing.T) {
	for _, d := range []string{"qq.com", "163.com", "vip.163.com", "GMAIL.com", "mail.yahoo.co.jp", "139.com", "foxmail.com"} {
		if !FreeMail(d) {
			t.Errorf("%s is not known", d)
		}
	}
	for _, d := range []string{"huawei.com", "acme.com.cn", "", "com"} {
		if FreeMail(d) {
			t.Errorf("%s is called free mail", d)
		}
	}
}

func TestParsePersonKeyIsOrderFree(t *testing.T) {
	for in, want := range map[string]string{
		"Zhang, Wei": "wei zhang", "Wei ZHANG": "wei zhang", "Mr. Wei Zhang": "wei zhang", "張 偉": "张伟", "张伟先生": "张伟", "张伟（采购）": "张伟",
		"无": "", "": "", "Dr": "dr", "José Núñez": "jose nunez",
	} {
		if got := ParsePerson(in).Key; got != want {
			t.Errorf("ParsePerson(%q).Key = %q, want %q", in, got, want)
		}
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, s := range []string{"Li <a@b.com>", "a@@b.com", "a@xn--", "<>@", "mailto:@", "a@b..com"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := ParseEmail(s)
		if again := ParseEmail(e.Address); e.Address != "" && again != e {
			t.Errorf("%q: %+v, again %+v", s, e, again)
		}
		if d := WebDomain(s); d != "" && WebDomain(d) != d {
			t.Errorf("%q: domain %q, again %q", s, d, WebDomain(d))
		}
		ParsePerson(s)
	})
}
