package access

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The codes of RFC 6238, by the parameters that every authenticator app takes: SHA-1,
// six digits, steps of half a minute. A code of the step before or after is taken too,
// for clocks that differ and people who type slowly.
const (
	codeDigits  = 6
	codeStep    = 30 // seconds
	codeDrift   = 1  // steps
	secretBytes = 20
)

var codeLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

func newSecret() []byte {
	b := make([]byte, secretBytes)
	rand.Read(b)
	return b
}

func stepAt(now time.Time) int64 { return now.Unix() / codeStep }

// codeOf is the code of a step: RFC 4226 with the step as counter.
func codeOf(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%1_000_000)
}

// stepOf finds the step that a code is of; false when it is of none that may be used.
func stepOf(secret []byte, code string, now time.Time) (int64, bool) {
	found := int64(-1)
	for drift := int64(-codeDrift); drift <= codeDrift; drift++ {
		if step := stepAt(now) + drift; subtle.ConstantTimeCompare([]byte(codeOf(secret, step)), []byte(code)) == 1 {
			found = step
		}
	}
	return found, found >= 0
}

// tidyCode is a code as it is compared: apps and slips of paper show it in groups.
func tidyCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-' || r == '\u3000':
			return -1
		case '０' <= r && r <= '９': // typed by a Chinese input method
			return r - '０' + '0'
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, code)
}

// Device is what an authenticator app is told.
type Device struct {
	Secret string // base32, in groups, to be typed
	URI    string // otpauth://, to be scanned
}

// device describes a secret. issuer and name are what the app shows.
func device(secret []byte, issuer, name string) Device {
	text := codeLetters.EncodeToString(secret)
	issuer = strings.ReplaceAll(issuer, ":", " ")
	return Device{
		Secret: groups(text, 4, " "),
		URI:    "otpauth://totp/" + url.PathEscape(issuer+":"+name) + "?issuer=" + url.PathEscape(issuer) + "&secret=" + text,
	}
}

func groups(text string, size int, between string) string {
	var parts []string
	for len(text) > size {
		parts, text = append(parts, text[:size]), text[size:]
	}
	return strings.Join(append(parts, text), between)
}

// How many recovery codes there are, and how long each is: 125 random bits, so that a
// plain hash is enough.
const (
	recoveryCodes  = 8
	recoveryLength = 25
)

// newRecoveryCodes makes codes as people keep them, and their hashes for the store.
func newRecoveryCodes() (codes []string, hashes [][]byte) {
	for range recoveryCodes {
		code := rand.Text()[:recoveryLength]
		codes, hashes = append(codes, groups(code, 5, "-")), append(hashes, hashOf(code))
	}
	return codes, hashes
}
