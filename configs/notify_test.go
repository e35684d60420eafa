package configs

import (
	"strings"
	"testing"
)

// A chat hook lives where its platform does: an address that was swapped for another
// would carry every message there.
func TestAChatHookLivesWhereItsPlatformDoes(t *testing.T) {
	for _, tt := range []struct {
		kind, url string
		allow     []string
		want      string // "" is good
	}{
		{"wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim9", nil, ""},
		{"dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=geheim9", nil, ""},
		{"feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/geheim9", nil, ""},
		{"webhook", "https://hooks.group.example/geheim9", nil, ""},
		{"feishu", "https://feishu.group.example/hook/geheim9", []string{"feishu.group.example"}, ""},
		{"feishu", "https://feishu.group.example/hook/geheim9", nil, "is no host of feishu"},
		{"wecom", "https://qyapi.weixin.qq.com.evil.example/geheim9", nil, "is no host of wecom"},
		{"dingtalk", "http://oapi.dingtalk.com/robot/send?access_token=geheim9", nil, "no https address"},
	} {
		c := &Config{}
		c.File.Outbound.Allow = tt.allow
		_, err := c.Setup(&Notice{NotifyRule: NotifyRule{Name: "ops", Type: tt.kind, URL: tt.url}})
		if (err == nil) != (tt.want == "") || err != nil && (!strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "geheim9")) {
			t.Errorf("%s at %s: %v, want %q", tt.kind, tt.url, err, tt.want)
		}
	}
}
