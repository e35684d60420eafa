package netsuite

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

func TestEachWrongCredentialIsNamedAsSuch(t *testing.T) {
	for option, said := range map[string]string{"client_id": "issuer", "certificate_id": "the certificate", "private_key": "no PEM text"} {
		o := newAccount(t)
		err := o.connect(t, map[string]any{option: "wrong-value-0001"}).Check(context.Background())
		e, _ := errors.AsType[*connectors.Error](err)
		if e == nil || e.Kind != connectors.KindAuth || e.Fix == "" || !strings.Contains(err.Error(), said) || strings.Contains(err.Error(), "wrong-value") {
			t.Errorf("%s: %v", option, err)
		}
	}
}

func TestATokenIsRenewedBeforeItsEnd(t *testing.T) {
	o := newAccount(t)
	c := o.connect(t, nil)
	for range 20 { // three hours and twenty minutes
		if err := c.Check(context.Background()); err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(10 * time.Minute)
	}
	if logins := o.Calls()["token"]; logins != 4 {
		t.Errorf("%d logins", logins)
	}
}

func TestAssertionsAreSignedByEveryKindOfKey(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]any{"PS256": rsaKey}
	for alg, curve := range map[string]elliptic.Curve{"ES256": elliptic.P256(), "ES384": elliptic.P384(), "ES512": elliptic.P521()} {
		if keys[alg], err = ecdsa.GenerateKey(curve, rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	for alg, key := range keys {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		o := newAccount(t)
		l := &login{clock: o.Clock, key: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))}
		text, err := l.assertion()
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(text, ".")
		raw, _ := base64.RawURLEncoding.DecodeString(parts[0])
		var head struct{ Alg string }
		sign, _ := base64.RawURLEncoding.DecodeString(parts[2])
		hash := map[string]crypto.Hash{"PS256": crypto.SHA256, "ES256": crypto.SHA256, "ES384": crypto.SHA384, "ES512": crypto.SHA512}[alg]
		h := hash.New()
		h.Write([]byte(parts[0] + "." + parts[1]))
		good := false
		switch key := key.(type) {
		case *rsa.PrivateKey:
			good = rsa.VerifyPSS(&key.PublicKey, hash, h.Sum(nil), sign, nil) == nil
		case *ecdsa.PrivateKey:
			n := len(sign) / 2
			good = ecdsa.Verify(&key.PublicKey, h.Sum(nil), new(big.Int).SetBytes(sign[:n]), new(big.Int).SetBytes(sign[n:]))
		}
		if json.Unmarshal(raw, &head) != nil || head.Alg != alg || !good {
			t.Errorf("%s: told as %s, signature good: %v", alg, head.Alg, good)
		}
	}
}
