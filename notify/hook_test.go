package notify

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
)

// sample is a message in which every part is filled.
func sample(level Level) Message {
	return Message{Level: level, Title: model.Text{ZH: "夜间同步 有 1 个问题", EN: "nightly has 1 problem"}, Run: "01RUN",
		Facts: []Fact{{model.Text{ZH: "写回", EN: "written"}, model.Text{ZH: "120 行", EN: "120 rows"}}},
		Problems: []Problem{{Level: level, Code: "E3001", Where: "cloud-crm", Text: model.Text{ZH: "无法连接 <cloud-crm>", EN: "cannot reach <cloud-crm>"},
			Fix: model.Text{ZH: "检查网络", EN: "check the network"}}}}
}

// received is one request that a fake platform got.
type received struct {
	header http.Header
	query  map[string][]string
	body   map[string]any
	raw    []byte
}

// fake answers every message with the answers in turn, the last for ever.
func fake(t *testing.T, s Setup, answers ...string) (Channel, *[]received) {
	t.Helper()
	var got []received
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		in := received{header: r.Header, query: r.URL.Query(), raw: raw}
		if err := json.Unmarshal(raw, &in.body); err != nil || r.Method != http.MethodPost || r.URL.Query().Get("key") != "geheim9" {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		got = append(got, in)
		answer := answers[min(n, len(answers)-1)]
		n++
		if status, rest, ok := strings.Cut(answer, "|"); ok {
			code := map[string]int{"400": 400, "403": 403, "429": 429, "500": 500}[status]
			w.WriteHeader(code)
			answer = rest
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	s.URL, s.Log, s.Transport, s.UserAgent = server.URL+"/hook?key=geheim9", slog.New(slog.DiscardHandler), http.DefaultTransport, "TierLoop/test"
	if s.Clock == nil {
		s.Clock = clock.System()
	}
	c, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return c, &got
}

// delivered is what each platform answers when it took a message.
var delivered = map[string]string{"wecom": `{"errcode":0,"errmsg":"ok"}`, "dingtalk": `{"errcode":0,"errmsg":"ok"}`,
	"feishu": `{"code":0,"msg":"success","data":{}}`, "slack": "ok", "webhook": ""}

func TestEveryPlatformIsToldWhatMatters(t *testing.T) {
	for kind, ok := range delivered {
		for lang, words := range map[string][]string{"zh": {"夜间同步", "E3001", "cloud-crm", "检查网络", "120 行", "01RUN"}, "en": {"nightly has 1 problem", "E3001", "check the network", "120 rows"}} {
			c, got := fake(t, Setup{Kind: kind, Language: lang}, ok)
			if err := c.Send(t.Context(), sample(Critical)); err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			text := string((*got)[0].raw)
			for _, w := range words {
				if !strings.Contains(text, w) {
					t.Errorf("%s in %s lacks %q: %s", kind, lang, w, text)
				}
			}
			if kind != "webhook" && strings.Contains(text, "<cloud-crm>") {
				t.Errorf("%s: text is not escaped: %s", kind, text)
			}
		}
	}
}

// What a system said, or calls a customer, leads nobody out of the chat.
func TestNoTextOfOthersBecomesALink(t *testing.T) {
	const hostile = "[pay here](https://evil.example) <https://evil.example|pay> <a href=x>pay</a>"
	m := sample(Critical)
	m.Problems[0].Text = model.Text{ZH: hostile, EN: hostile}
	for kind, ok := range delivered {
		c, got := fake(t, Setup{Kind: kind, Language: "en"}, ok)
		if err := c.Send(t.Context(), m); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if text := string((*got)[0].raw); kind != "webhook" && (kind != "slack" && strings.Contains(text, "](https://evil") || strings.Contains(text, "<https://evil") || strings.Contains(text, "<a href")) {
			t.Errorf("%s makes a link of it: %s", kind, text)
		}
	}
}

func TestWhatAPlatformRefusesIsSaidWithoutItsAddress(t *testing.T) {
	for _, c := range []struct{ kind, answer, code, hint string }{
		{"wecom", `{"errcode":93000,"errmsg":"invalid webhook url"}`, "93000", "key of the robot"},
		{"dingtalk", `{"errcode":310000,"errmsg":"sign not match"}`, "310000", "security"},
		{"feishu", `{"code":19021,"msg":"sign match fail"}`, "19021", "signature"},
		{"feishu", `{"StatusCode":19001,"StatusMessage":"param invalid"}`, "19001", "address of the bot"},
		{"slack", "400|invalid_payload", "", ""},
		{"slack", "403|invalid_token", "", "address of the hook"},
		{"webhook", "400|no", "", ""},
		{"wecom", "<html>proxy</html>", "", ""},
	} {
		ch, got := fake(t, Setup{Kind: c.kind}, c.answer)
		r, ok := errors.AsType[*Refused](ch.Send(t.Context(), sample(Warning)))
		if !ok || r.Code != c.code || !strings.Contains(r.Hint, c.hint) || strings.Contains(r.Error(), "geheim9") || len(*got) != 1 {
			t.Errorf("%s %s: %v after %d requests", c.kind, c.answer, r, len(*got))
		}
	}
}

func TestOldAnswersOfFeishuAreDelivered(t *testing.T) {
	c, _ := fake(t, Setup{Kind: "feishu"}, `{"StatusCode":0,"StatusMessage":"success","Extra":null}`)
	if err := c.Send(t.Context(), sample(Info)); err != nil {
		t.Error(err)
	}
}

// pausing is a clock that counts how long it was asked to wait.
type pausing struct {
	clock.Clock
	waited atomic.Int64
}

func (p *pausing) Sleep(_ context.Context, d time.Duration) error {
	p.waited.Add(int64(d))
	return nil
}

func TestAPlatformThatIsAskedTooOftenGetsItsTime(t *testing.T) {
	for _, c := range []struct {
		kind, slow string
		wait       time.Duration
	}{
		{"feishu", `{"code":11232,"msg":"frequency limited"}`, time.Minute},
		{"dingtalk", `{"errcode":130101,"errmsg":"send too fast"}`, 10 * time.Minute},
		{"webhook", "429|", time.Minute},
	} {
		p := &pausing{Clock: clock.System()}
		ch, got := fake(t, Setup{Kind: c.kind, Clock: p}, c.slow, delivered[c.kind])
		ch.(*hook).limit.SetLimit(1000)
		if err := ch.Send(t.Context(), sample(Warning)); err != nil || len(*got) != 2 || time.Duration(p.waited.Load()) != c.wait {
			t.Errorf("%s: %v, %d requests, waited %v", c.kind, err, len(*got), time.Duration(p.waited.Load()))
		}
	}
}

func TestAServerThatStumblesIsAskedAgain(t *testing.T) {
	c, got := fake(t, Setup{Kind: "webhook"}, "500|", "")
	c.(*hook).client.RetryWaitMin = time.Millisecond
	if err := c.Send(t.Context(), sample(Info)); err != nil || len(*got) != 2 {
		t.Errorf("%v after %d requests", err, len(*got))
	}
}

func TestAnUnreachableHookHidesItsAddress(t *testing.T) {
	c, err := New(Setup{Kind: "wecom", URL: "http://127.0.0.1:1/?key=geheim9", Log: slog.New(slog.DiscardHandler), Clock: clock.System()})
	if err != nil {
		t.Fatal(err)
	}
	c.(*hook).client.RetryMax = 0
	if err := c.Send(t.Context(), sample(Info)); err == nil || strings.Contains(err.Error(), "geheim9") {
		t.Error(err)
	}
}

// The vectors are those of the stated algorithms.
func TestSignatures(t *testing.T) {
	if got := dingtalkSign("SECtest", "1700000000000"); got != "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g=" {
		t.Errorf("dingtalk signs %s", got)
	}
	if got := feishuSign("test", "1700000000"); got != "eSJQnOl8XqPTMPHWz9e5IzeHS/tqoc68g2967ekIPmg=" {
		t.Errorf("feishu signs %s", got)
	}
}

func TestSignedMessagesCarryTheTime(t *testing.T) {
	at := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	for kind, want := range map[string]func(received) bool{
		"dingtalk": func(r received) bool {
			return r.query["timestamp"][0] == "1795226400000" && r.query["sign"][0] == dingtalkSign("s", "1795226400000")
		},
		"feishu": func(r received) bool {
			return r.body["timestamp"] == "1795226400" && r.body["sign"] == feishuSign("s", "1795226400")
		},
		"webhook": func(r received) bool {
			return r.header.Get("TierLoop-Signature") == "t=1795226400,v1="+webhookSign("s", "1795226400", r.raw)
		},
	} {
		c, got := fake(t, Setup{Kind: kind, Sign: "s", Clock: clock.NewManual(at)}, delivered[kind])
		if err := c.Send(t.Context(), sample(Info)); err != nil || !want((*got)[0]) {
			t.Errorf("%s: %v, %+v", kind, err, (*got)[0])
		}
	}
}

func TestPeopleAreCalledOnlyWhenItIsCritical(t *testing.T) {
	for kind, sign := range map[string]string{"wecom": "13800001111", "dingtalk": "@13800001111", "feishu": "<at id=13800001111>", "slack": "<@13800001111>"} {
		for _, level := range []Level{Warning, Critical} {
			c, got := fake(t, Setup{Kind: kind, Mention: []string{"13800001111"}}, delivered[kind])
			if err := c.Send(t.Context(), sample(level)); err != nil {
				t.Fatal(err)
			}
			if called := strings.Contains(string((*got)[0].raw), sign); called != (level == Critical) {
				t.Errorf("%s at %s: called is %v: %s", kind, level, called, (*got)[0].raw)
			}
		}
	}
}

func TestMessagesKeepThePlatformsLimits(t *testing.T) {
	long := sample(Critical)
	for range 200 {
		p := long.Problems[0]
		p.Text.ZH = strings.Repeat("很长的问题说明", 60)
		long.Problems = append(long.Problems, p)
	}
	for kind, most := range map[string]int{"wecom": 4096 + 200, "dingtalk": 20 << 10, "feishu": 20 << 10, "slack": 3000 + 600} {
		for _, mention := range [][]string{nil, {"all"}} {
			c, got := fake(t, Setup{Kind: kind, Language: "zh", Mention: mention}, delivered[kind])
			if err := c.Send(t.Context(), long); err != nil {
				t.Fatal(err)
			}
			if raw := (*got)[0].raw; len(raw) > most || !utf8.Valid(raw) {
				t.Errorf("%s sends %d bytes, valid UTF-8 %v", kind, len(raw), utf8.Valid(raw))
			}
		}
	}
}

func TestWhatIsNoHookIsRefused(t *testing.T) {
	for _, s := range []Setup{
		{Kind: "wecom", URL: "http://qyapi.weixin.qq.com/x"}, {Kind: "slack", URL: "hooks.slack.com"}, {Kind: "sms", URL: "https://x.example"},
		{Kind: "email", URL: "https://x"}, {Kind: "email", URL: "smtp://mail.example", From: "a@b.example"}, {Kind: "email", URL: "smtp://mail.example", From: "nobody", To: []string{"a@b.example"}},
	} {
		if _, err := New(s); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}
