package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// post is a mail server and whom to write to.
type post struct {
	Setup
	client *mail.Client
}

func newMail(s Setup) (Channel, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("url is not of the form smtp://user:password@host:587 or smtps://host:465")
	}
	if len(s.To) == 0 || s.From == "" {
		return nil, errors.New("from and to are missing")
	}
	options := []mail.Option{mail.WithTimeout(30 * time.Second)}
	port := 587
	switch {
	case u.Scheme == "smtps":
		options, port = append(options, mail.WithSSL()), 465
	case loopback(u.Hostname()): // a relay on this machine
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, errors.New("the port of url is no number")
		}
	}
	options = append(options, mail.WithPort(port))
	if user := u.User.Username(); user != "" {
		password, _ := u.User.Password()
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(user), mail.WithPassword(password))
	}
	client, err := mail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, err
	}
	p := &post{Setup: s, client: client}
	if _, err := p.letter(Message{}); err != nil {
		return nil, err
	}
	return p, nil
}

// letter is the message as plain text, with its attachments.
func (p *post) letter(m Message) (*mail.Msg, error) {
	letter := mail.NewMsg()
	if err := letter.From(p.From); err != nil {
		return nil, fmt.Errorf("from is no address: %w", err)
	}
	if err := letter.To(p.To...); err != nil {
		return nil, fmt.Errorf("to holds what is no address: %w", err)
	}
	letter.Subject("[TierLoop] " + cut(strings.Map(printing, m.Title.In(p.Language)), 200))
	letter.SetUserAgent(p.UserAgent)
	letter.SetBodyString(mail.TypeTextPlain, written(m, p.Language, plainMarks)+"\n")
	for _, a := range m.Attachments {
		if err := letter.AttachReader(a.Name, bytes.NewReader(a.Body)); err != nil {
			return nil, fmt.Errorf("attach %s: %w", a.Name, err)
		}
	}
	return letter, nil
}

// printing takes control characters out.
func printing(r rune) rune {
	if r < ' ' {
		return -1
	}
	return r
}

// Send hands the letter to the server. A server that says "later" is asked again
// at the next run, since the state of the channel stays as it was.
func (p *post) Send(ctx context.Context, m Message) error {
	letter, err := p.letter(m)
	if err != nil {
		return err
	}
	letter.SetDateWithValue(p.Clock.Now())
	letter.SetMessageID()
	if err := p.client.DialAndSendWithContext(ctx, letter); err != nil {
		if sent, ok := errors.AsType[*mail.SendError](err); ok {
			return &Refused{Code: strconv.Itoa(sent.ErrorCode()), Said: cut(sent.Error(), 200)}
		}
		return err
	}
	return nil
}
