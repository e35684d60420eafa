package netsuite

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha512" // of the larger curves
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

const tokenPath = "/services/rest/auth/oauth2/v1/token"

// login gets access tokens by assertions that the private key of a certificate signs;
// there is no refresh token.
type login struct {
	url, clientID, certificate, key string
	clock                           clock.Clock
	rest                            *rest.Client
}

// Apply puts the token on a request.
func (l *login) Apply(req *http.Request, token string) {
	req.Header.Set("Authorization", "Bearer "+token)
}

// Fetch asks for a token.
func (l *login) Fetch(ctx context.Context) (connectors.Token, error) {
	assertion, err := l.assertion()
	if err != nil {
		return connectors.Token{}, &connectors.Error{Kind: connectors.KindAuth, Op: "token", System: Name, Said: "the private key does not sign: " + err.Error(),
			Fix: "Give private_key the PEM text of the certificate's key, without a password."}
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {assertion}}
	var a tokenAnswer
	err = l.rest.JSON(ctx, rest.Call{Op: "token", Endpoint: "token", Method: http.MethodPost, Path: l.url, NoAuth: true, Idempotent: true,
		Body: []byte(form.Encode()), ContentType: "application/x-www-form-urlencoded"}, &a)
	if err != nil {
		return connectors.Token{}, err
	}
	seconds, err := a.ExpiresIn.Int64()
	if a.AccessToken == "" || err != nil {
		return connectors.Token{}, bug("token", "", "the answer holds no access_token or does not say how long it lives")
	}
	return connectors.Token{Value: a.AccessToken, Expires: l.clock.Now().Add(time.Duration(seconds) * time.Second)}, nil
}

// assertion is a JWT, good for five minutes.
func (l *login) assertion() (string, error) {
	key, err := parseKey(l.key)
	if err != nil {
		return "", err
	}
	alg, hash := "PS256", crypto.SHA256
	if ec, ok := key.(*ecdsa.PrivateKey); ok {
		switch ec.Params().BitSize {
		case 384:
			alg, hash = "ES384", crypto.SHA384
		case 521:
			alg, hash = "ES512", crypto.SHA512
		default:
			alg = "ES256"
		}
	}
	now := l.clock.Now()
	part := func(v map[string]any) string {
		b, _ := json.Marshal(v) // texts, numbers and lists
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(map[string]any{"typ": "JWT", "alg": alg, "kid": l.certificate}) + "." +
		part(map[string]any{"iss": l.clientID, "scope": []string{"rest_webservices"}, "aud": l.url, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()})
	h := hash.New()
	h.Write([]byte(text))
	sign, err := sign(key, hash, h.Sum(nil))
	return text + "." + base64.RawURLEncoding.EncodeToString(sign), err
}

// sign signs a digest: RSA with PSS, EC as the two numbers one behind the other.
func sign(key any, hash crypto.Hash, digest []byte) ([]byte, error) {
	ec, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return rsa.SignPSS(rand.Reader, key.(*rsa.PrivateKey), hash, digest, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	}
	r, s, err := ecdsa.Sign(rand.Reader, ec, digest)
	if err != nil {
		return nil, err
	}
	size := (ec.Params().BitSize + 7) / 8
	out := make([]byte, 2*size)
	r.FillBytes(out[:size])
	s.FillBytes(out[size:])
	return out, nil
}

func parseKey(text string) (any, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("it is no PEM text, which begins with -----BEGIN PRIVATE KEY-----")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("it holds no RSA or EC key without a password")
	}
	switch key.(type) {
	case *rsa.PrivateKey, *ecdsa.PrivateKey:
		return key, nil
	}
	return nil, errors.New("it holds a key that is neither RSA nor EC")
}
