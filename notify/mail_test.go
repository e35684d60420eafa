package notify

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
)

// mailServer takes one letter and hands it out; refuse is its answer to RCPT.
func mailServer(t *testing.T, refuse string) (address string, letter chan string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	letter = make(chan string, 1)
	go func() {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		in := bufio.NewScanner(conn)
		say := func(s string) { fmt.Fprint(conn, s+"\r\n") }
		say("220 mail.example ESMTP")
		for in.Scan() {
			switch verb, _, _ := strings.Cut(in.Text(), " "); strings.ToUpper(verb) {
			case "EHLO":
				say("250-mail.example\r\n250 8BITMIME")
			case "RCPT":
				if refuse != "" {
					say(refuse)
					continue
				}
				say("250 ok")
			case "DATA":
				say("354 go")
				var b strings.Builder
				for in.Scan() && in.Text() != "." {
					b.WriteString(in.Text() + "\r\n")
				}
				letter <- b.String()
				say("250 taken")
			case "QUIT":
				say("221 bye")
				return
			default:
				say("250 ok")
			}
		}
	}()
	return ln.Addr().String(), letter
}

func newPost(t *testing.T, address string) Channel {
	t.Helper()
	c, err := New(Setup{Kind: "email", URL: "smtp://" + address, From: "TierLoop <tierloop@group.example>", To: []string{"it@group.example"},
		Language: "zh", Clock: clock.System(), UserAgent: "TierLoop/test"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestALetterIsReadable(t *testing.T) {
	address, letters := mailServer(t, "")
	if err := newPost(t, address).Send(t.Context(), sample(Critical)); err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(<-letters))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "[TierLoop] 夜间同步 有 1 个问题" {
		t.Errorf("subject %q, %v", subject, err)
	}
	var body io.Reader = m.Body
	switch strings.ToLower(m.Header.Get("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil || !strings.Contains(string(text), "- E3001 cloud-crm 无法连接 <cloud-crm>") || !strings.Contains(string(text), "运行 01RUN") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestALetterThatIsRefusedSaysWhy(t *testing.T) {
	address, _ := mailServer(t, "550 5.1.1 no such mailbox")
	err := newPost(t, address).Send(t.Context(), sample(Warning))
	if err == nil || !strings.Contains(err.Error(), "550") {
		t.Error(err)
	}
}

func TestALetterBringsItsFiles(t *testing.T) {
	address, letters := mailServer(t, "")
	m := sample(Info)
	m.Attachments = []Attachment{{Name: "各等级-2026-11-22.xlsx", Body: []byte("PK\x03\x04 content")}}
	if err := newPost(t, address).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	letter, err := mail.ReadMessage(strings.NewReader(<-letters))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(letter.Body, params["boundary"])
	found := false
	for {
		p, err := parts.NextPart()
		if err != nil {
			break
		}
		if !strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment") {
			continue
		}
		name, _ := new(mime.WordDecoder).DecodeHeader(p.FileName())
		body, _ := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if found = name == "各等级-2026-11-22.xlsx" && string(body) == "PK\x03\x04 content"; !found {
			t.Errorf("the file is %q with %q", name, body)
		}
	}
	if !found {
		t.Error("the letter has no file")
	}
}
