package model

import (
	"regexp"
	"strings"
)

// dots stand for what a reader may not see.
const dots = "•••"

// Mask shows as much of a value as lets people tell two apart, by the attribute that
// it is of: 138••••2046, a•••@example.com, 9132••••5678, 张••. Of an address, and of
// an attribute without a rule, nothing.
func Mask(attribute, value string) string {
	if value == "" {
		return ""
	}
	switch maskOf(attribute) {
	case "phone":
		return maskPhone(value)
	case "email":
		return maskEmail(value)
	case "identifier":
		return maskCode(value)
	case "name":
		return string([]rune(value)[:1]) + "••"
	}
	return dots
}

// maskOf is the word in Principal.Masked that an attribute of a golden record falls
// under; most are their own.
func maskOf(attribute string) string {
	switch attribute {
	case "street", "postcode":
		return "address"
	case "legal_name", "short_name", "former_name", "english_name":
		return "name"
	}
	if strings.HasPrefix(attribute, "id.") {
		return "identifier"
	}
	return attribute
}

// maskPhone keeps the last four digits of a number and at most three at its beginning.
func maskPhone(value string) string {
	var digits []byte
	for i := 0; i < len(value); i++ {
		if value[i] >= '0' && value[i] <= '9' {
			digits = append(digits, value[i])
		}
	}
	d := string(digits)
	if strings.HasPrefix(value, "+86") {
		d = strings.TrimPrefix(d, "86")
	}
	if len(d) < 8 {
		return "••••"
	}
	return d[:min(3, len(d)-8)] + "••••" + d[len(d)-4:]
}

func maskEmail(value string) string {
	local, host, ok := strings.Cut(value, "@")
	if !ok || local == "" {
		return dots
	}
	return string([]rune(local)[:1]) + dots + "@" + host
}

func maskCode(value string) string {
	r := []rune(value)
	if len(r) < 12 {
		return "••••"
	}
	return string(r[:4]) + "••••" + string(r[len(r)-4:])
}

var (
	textEmail = regexp.MustCompile(`[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`)
	// Mobile numbers of China, numbers with a country code, and identity cards.
	textNumber = regexp.MustCompile(`(\+\d{1,3}[ -]?)?\b1[3-9]\d[ -]?\d{4}[ -]?\d{4}\b|\+\d{8,15}\b|\b\d{17}[0-9Xx]\b`)
)

// MaskText masks mail addresses, phone numbers and numbers of identity cards in a
// text that people or systems wrote, such as the answer of a system.
func MaskText(text string) string {
	if strings.IndexByte(text, '@') >= 0 {
		text = textEmail.ReplaceAllStringFunc(text, maskEmail)
	}
	return textNumber.ReplaceAllStringFunc(text, func(s string) string {
		if len(s) == 18 && s[0] != '+' && !strings.ContainsAny(s, " -") {
			return maskCode(s)
		}
		return maskPhone(s)
	})
}
