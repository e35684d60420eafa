package notify

import (
	"fmt"
	"time"

	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
)

// Titled gives the message the title that its reason deserves. was is the state
// before it.
func (m Message) Titled(job string, why Reason, was State, now time.Time) Message {
	n := len(m.Problems)
	switch why {
	case Recovered:
		m.Level = Info
		m.Title = model.Text{
			ZH: fmt.Sprintf("%s 已恢复，问题持续 %s", job, span(now.Sub(was.Since), "zh")),
			EN: fmt.Sprintf("%s is well again after %s", job, span(now.Sub(was.Since), "en")),
		}
	case Continues:
		m.Title = model.Text{
			ZH: fmt.Sprintf("%s 仍有 %d 个问题，已持续 %s", job, n, span(now.Sub(was.Since), "zh")),
			EN: fmt.Sprintf("%s still has %s after %s", job, counted(n), span(now.Sub(was.Since), "en")),
		}
	case Changed:
		m.Title = model.Text{ZH: fmt.Sprintf("%s 部分恢复，还有 %d 个问题", job, n), EN: fmt.Sprintf("%s is better, %s left", job, counted(n))}
	default:
		if n == 0 {
			m.Title = model.Text{ZH: job + " 运行完成", EN: job + " ran well"}
			break
		}
		m.Title = model.Text{ZH: fmt.Sprintf("%s 有 %d 个问题", job, n), EN: fmt.Sprintf("%s has %s", job, counted(n))}
	}
	return m
}

func counted(n int) string { return phrase.Counted("%d {problem|problems}", n) }

// span is a length of time in the largest unit that fits.
func span(d time.Duration, lang string) string {
	for _, u := range []struct {
		d      time.Duration
		zh, en string
	}{
		{24 * time.Hour, "%d 天", "%d {day|days}"}, {time.Hour, "%d 小时", "%d {hour|hours}"}, {time.Minute, "%d 分钟", "%d {minute|minutes}"},
	} {
		n := int(d / u.d)
		switch {
		case n == 0:
		case lang == "zh":
			return fmt.Sprintf(u.zh, n)
		default:
			return phrase.Counted(u.en, n)
		}
	}
	if lang == "zh" {
		return "不到 1 分钟"
	}
	return "less than a minute"
}
